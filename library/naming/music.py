"""Tracks: artist and album folders, disc folders, and numbers in front of titles."""

from __future__ import annotations

import re

from library.naming.claims import Rule, TrackClaim
from library.naming.suffixes import stem_of
from library.naming.titles import LONGEST_NAME, tidy

_DISC_FOLDER = re.compile(
    r"^(?:.{0,200}?[-_. (\[])?(?:cd|dis[ck]|vinyl|medium)[-_. ]*(\d{1,2})(?:[)\]]|\b.{0,200})?$", re.IGNORECASE
)
_DISC_AND_TRACK = re.compile(r"^(\d{1,2})[-.](\d{2,3})[-_. ]+(?=\S)")
_TRACK = re.compile(r"^(\d{1,3})(?:[-_. ]+(?=\D)|$)")
_ALBUM_YEAR = re.compile(
    r"^[(\[]?(19\d\d|20\d\d)[)\]]?[-_. ]+(.{1,300})$|^(.{1,300}?)[-_. ]*[(\[](19\d\d|20\d\d)[)\]].{0,100}$"
)


def read_track_path(path: str) -> TrackClaim:
    """Read a track's relative path: `Artist/Album (Year)/CD1/03 - Title.flac`, or as much of it as is there."""
    folders = [folder[:LONGEST_NAME] for folder in path.split("/")[:-1] if folder]
    stem = stem_of(path.rsplit("/", 1)[-1])[:LONGEST_NAME]
    disc_number: int | None = None
    if folders and (match := _DISC_FOLDER.match(folders[-1])) and len(folders) > 1:
        disc_number = int(match.group(1))
        folders = folders[:-1]
    disc_in_name, number, title = _read_stem(stem)
    album, year = _read_album(folders[-1]) if folders else ("", None)
    artist = tidy(folders[-2]) if len(folders) > 1 else ""
    if not artist and " - " in album:
        artist, album = (tidy(part) for part in album.split(" - ", 1))
    if artist and title.lower().startswith(f"{artist.lower()} - "):
        title = title[len(artist) + 3 :].strip()
    return TrackClaim(
        title=title or stem or path,
        rule=Rule.ARTIST_AND_ALBUM_FOLDERS if artist else Rule.ONE_FOLDER,
        artist=artist,
        album=album,
        year=year,
        disc_number=disc_number or disc_in_name,
        number=number,
    )


def _read_stem(stem: str) -> tuple[int | None, int | None, str]:
    match = _DISC_AND_TRACK.match(stem)
    if match:
        return int(match.group(1)) or None, int(match.group(2)), tidy(stem[match.end() :])
    match = _TRACK.match(stem)
    if match:
        return None, int(match.group(1)), tidy(stem[match.end() :])
    return None, None, tidy(stem)


def _read_album(name: str) -> tuple[str, int | None]:
    match = _ALBUM_YEAR.match(name)
    if not match:
        return tidy(name), None
    before, album, other_album, behind = match.groups()
    title = tidy(album or other_album or "")
    return (title, int(before or behind)) if title else (tidy(name), None)
