"""Places in a version that is made of several files (CD1, CD2). Pure.

A resume position counts from the start of the version, over all its parts.
Example: parts of 50 and 40 minutes; minute 55 is minute 5 of the second part.
"""

from __future__ import annotations

from collections.abc import Sequence


def place_in_version(lengths_ms: Sequence[int], part_index: int, position_ms: int) -> int:
    """Return the position from the start of the version, for a position inside one part."""
    return sum(lengths_ms[:part_index]) + position_ms


def part_at(lengths_ms: Sequence[int], position_ms: int) -> tuple[int, int]:
    """Return (part index, position inside it) for a position in the version; behind the end: the end of the last."""
    rest = max(0, position_ms)
    for index, length in enumerate(lengths_ms):
        if rest < length or index == len(lengths_ms) - 1:
            return index, min(rest, length)
        rest -= length
    return 0, 0
