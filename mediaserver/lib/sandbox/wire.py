"""What travels between the server and a media process: plain values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Wire: TypeAlias = bool | int | float | str | bytes | Sequence["Wire"] | Mapping[str, "Wire"] | None


class Rejected(Exception):
    """Raised inside a media process: this file can't be used. `reason` is a word of `errors.SENTENCES`."""

    def __init__(self, reason: str, **details: Wire) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True)
class Measure:
    """One measure of isolation: whether it holds, and why not where it doesn't."""

    name: str
    active: bool
    reason: str = ""


DONE, REJECTED, FAILED, OUT_OF_MEMORY = 0, 1, 2, 3
