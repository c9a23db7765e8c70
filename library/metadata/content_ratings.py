"""Age classes of countries as ages in years. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_WORDS: Mapping[str, int] = {
    "g": 0, "u": 0, "tv-g": 0, "tv-y": 0, "tp": 0, "t": 0, "al": 0, "btl": 0, "e": 0, "all": 0, "approved": 0, "ga": 0,
    "pg": 8, "tv-pg": 8, "uc": 3, "m": 15, "ma": 15, "r": 17, "tv-ma": 17, "x": 18, "a": 15,
}  # fmt: skip
OLDEST = 21


def age_of(rating: str) -> int | None:
    """Return the age that a class means ("DE:12", "FSK 16", "PG-13", "TV-MA", "12A"); None where it says none."""
    text = rating.strip().lower()
    text = text.rpartition(":")[2].strip() if ":" in text else text
    text = text.removeprefix("rated").strip()
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.search(text)
    if match and int(match.group(1)) <= OLDEST:
        return int(match.group(1))
    return None
