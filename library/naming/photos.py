"""Photos: each folder is an album; the name may tell the day."""

from __future__ import annotations

import datetime as dt
import re

from library.naming.claims import PhotoClaim
from library.naming.suffixes import stem_of
from library.naming.titles import LONGEST_NAME, tidy

_DAY = re.compile(r"(?<!\d)(19[5-9]\d|20[0-3]\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
_SAYS_LITTLE = re.compile(r"^(?:\d{1,4}|\d{1,2}[-_. ]\w{1,12}|dcim|\d{3}\w{2,8})$", re.IGNORECASE)


def read_photo_path(path: str) -> PhotoClaim:
    """Read a photo's relative path. A folder whose name says little ("07", "100APPLE") is called with the one above."""
    folders = [folder[:LONGEST_NAME] for folder in path.split("/")[:-1] if folder]
    stem = stem_of(path.rsplit("/", 1)[-1])[:LONGEST_NAME]
    return PhotoClaim(
        title=stem.strip() or path,
        album_title=_album_title(folders),
        stem=stem.casefold(),
        taken_on=_day(stem) or (_day(folders[-1]) if folders else None),
    )


def _album_title(folders: list[str]) -> str:
    if not folders:
        return ""
    last = tidy(folders[-1]) or folders[-1]
    if len(folders) > 1 and _SAYS_LITTLE.match(folders[-1]):
        return f"{tidy(folders[-2]) or folders[-2]} / {last}"
    return last


def _day(text: str) -> dt.date | None:
    match = _DAY.search(text)
    if not match:
        return None
    try:
        return dt.date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        return None
