"""Languages as people and programs write them, brought to BCP 47."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "languages.tsv"
_REGION = re.compile(r"^([a-z]{2,3})[-_]([a-z]{2}|\d{3}|[a-z]{4})$", re.IGNORECASE)


@cache
def _codes() -> dict[str, str]:
    """Every known spelling in lower case → BCP 47 code."""
    found: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, *spellings = line.split("\t")
            for spelling in (code, *spellings):
                found.setdefault(spelling.lower(), code)
    return found


def language_code(text: str) -> str:
    """Return the BCP 47 code of a language's code or name ("ger", "German", "pt-BR"), "" where it is none."""
    word = text.strip().lower()
    code = _codes().get(word)
    if code:
        return code
    match = _REGION.match(word)
    base = _codes().get(match.group(1)) if match else None
    if not match or base is None:
        return ""
    region = match.group(2)
    return f"{base}-{region.title() if len(region) == 4 else region.upper()}"
