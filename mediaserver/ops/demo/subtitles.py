"""What is said in a demo film: when each line comes, and the lines as SubRip text."""

from __future__ import annotations

from collections.abc import Sequence

from mediaserver.ops.demo.catalogue import Line
from mediaserver.ops.demo.pgs import Cue

OPENING_PART = 0.12  # the title stands alone
CLOSING_PART = 0.14  # and so do the credits
LONGEST_MS = 4_500


def cues(lines: Sequence[Line], language: str, length_s: float) -> list[Cue]:
    """Spread the lines evenly between title and credits; a line stays for three quarters of its share."""
    texts = [line[language] for line in lines if language in line]
    if not texts:
        return []
    start_ms = length_s * 1000 * OPENING_PART
    share_ms = length_s * 1000 * (1 - OPENING_PART - CLOSING_PART) / len(texts)
    stay_ms = min(LONGEST_MS, share_ms * 0.75)
    return [
        Cue(round(start_ms + index * share_ms), round(start_ms + index * share_ms + stay_ms), text)
        for index, text in enumerate(texts)
    ]


def _clock(at_ms: int) -> str:
    seconds, millis = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02},{millis:03}"


def as_srt(shown: Sequence[Cue]) -> str:
    """Return the cues as a SubRip file."""
    blocks = (
        f"{number}\n{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n{cue.text}\n"
        for number, cue in enumerate(shown, start=1)
    )
    return "\n".join(blocks)
