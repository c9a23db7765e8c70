"""The outcome of one examination."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """How it stands."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "BAD"


@dataclass(frozen=True)
class Verdict:
    """What was examined, how it stands, in words, and what mends it."""

    name: str
    mark: Mark
    words: str
    mend: str = ""


def good(name: str, words: str) -> Verdict:
    """Nothing to do."""
    return Verdict(name, Mark.GOOD, words)


def note(name: str, words: str, mend: str = "") -> Verdict:
    """It works, with a drawback."""
    return Verdict(name, Mark.NOTE, words, mend)


def bad(name: str, words: str, mend: str = "") -> Verdict:
    """It does not work."""
    return Verdict(name, Mark.BAD, words, mend)
