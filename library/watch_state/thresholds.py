"""When an item counts as seen, and when going on in the middle is offered. Pure: numbers in, answers out."""

from __future__ import annotations

WATCHED_PERCENT = 90
"""From here on an item counts as seen: what follows are credits."""

RESUME_AFTER_MS = 60_000
RESUME_AFTER_PERCENT = 2
"""Going on is offered behind whichever of the two comes first, so that a short clip has its place kept too."""

LONG_TRACK_MS = 20 * 60_000
"""Music from this length on (a mix, a concert, a radio play) is something people come back to."""


def counts_as_watched(position_ms: int, duration_ms: int | None) -> bool:
    """Whether somebody who left here has seen it. Unknown length: never."""
    return bool(duration_ms) and position_ms * 100 >= (duration_ms or 0) * WATCHED_PERCENT


def resume_is_offered(position_ms: int, duration_ms: int | None) -> bool:
    """Whether it is worth asking "go on here?": not in the first moments, and not where it counts as seen."""
    if position_ms <= 0 or counts_as_watched(position_ms, duration_ms):
        return False
    if position_ms > RESUME_AFTER_MS:
        return True
    return bool(duration_ms) and position_ms * 100 > (duration_ms or 0) * RESUME_AFTER_PERCENT


def progress_percent(position_ms: int, duration_ms: int | None) -> int | None:
    """Whole per cent seen, at least 1 once begun; None where there is nothing to show."""
    if position_ms <= 0 or not duration_ms:
        return None
    return max(1, min(100, round(position_ms * 100 / duration_ms)))


def left_ms(position_ms: int, duration_ms: int | None) -> int:
    """What is left to see."""
    return max(0, (duration_ms or 0) - position_ms)
