"""Which image beside a media file is meant for what: the names that Kodi, Plex and Jellyfin taught people.

Pure: names in, (kind, rank) out. Lower ranks are shown first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from library.models.artwork import Artwork
from library.models.items import ItemKind

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".bmp", ".tbn"})

_KIND_BY_WORD = {
    "poster": Artwork.Kind.POSTER,
    "movie": Artwork.Kind.POSTER,
    "show": Artwork.Kind.POSTER,
    "folder": Artwork.Kind.POSTER,
    "cover": Artwork.Kind.POSTER,
    "default": Artwork.Kind.POSTER,
    "front": Artwork.Kind.POSTER,
    "album": Artwork.Kind.POSTER,
    "artist": Artwork.Kind.POSTER,
    "keyart": Artwork.Kind.POSTER,
    "fanart": Artwork.Kind.BACKDROP,
    "backdrop": Artwork.Kind.BACKDROP,
    "background": Artwork.Kind.BACKDROP,
    "art": Artwork.Kind.BACKDROP,
    "extrafanart": Artwork.Kind.BACKDROP,
    "logo": Artwork.Kind.LOGO,
    "clearlogo": Artwork.Kind.LOGO,
    "banner": Artwork.Kind.BANNER,
    "thumb": Artwork.Kind.THUMB,
    "landscape": Artwork.Kind.THUMB,
    "disc": Artwork.Kind.DISC,
    "discart": Artwork.Kind.DISC,
    "cdart": Artwork.Kind.DISC,
}
_PREFERENCE = list(_KIND_BY_WORD)
_NUMBERED = re.compile(r"^(?P<word>[a-z]+?)[-_ ]?(?P<number>\d{1,2})?$")
_SEASON = re.compile(r"^season[-_ ]?(?P<number>\d{1,4}|specials|all)(?:[-_ ](?P<word>[a-z]+))?$")
SQUARE_KINDS = frozenset({ItemKind.ALBUM, ItemKind.ARTIST, ItemKind.TRACK, ItemKind.AUDIO_BOOK})


@dataclass(frozen=True)
class LocalImage:
    """An image file that is meant for an item. `name` is the file's name in its folder."""

    name: str
    kind: str
    rank: int


def split_name(name: str) -> tuple[str, str]:
    """Return stem and suffix, both in lower case."""
    stem, dot, suffix = name.rpartition(".")
    return (stem.lower(), f".{suffix.lower()}") if dot else (name.lower(), "")


def is_image(name: str) -> bool:
    """Whether the name has an image's suffix."""
    return split_name(name)[1] in SUFFIXES


def for_folder_item(names: list[str], item_kind: str) -> list[LocalImage]:
    """Images of a folder that stand for the item the whole folder is (film, series, season, artist, album)."""
    found = []
    for name in sorted(names):
        stem, suffix = split_name(name)
        if suffix not in SUFFIXES:
            continue
        image = _by_word(name, stem, item_kind)
        if image:
            found.append(image)
    return found


def for_file_item(names: list[str], media_stem: str, item_kind: str) -> list[LocalImage]:
    """Images that begin with the media file's own name: `Film (2020)-poster.jpg`, `Episode-thumb.jpg`, `Episode.jpg`."""
    wanted = media_stem.lower()
    found = []
    for name in sorted(names):
        stem, suffix = split_name(name)
        if suffix not in SUFFIXES or not stem.startswith(wanted):
            continue
        rest = stem[len(wanted) :].strip("-_. ")
        if not rest:
            found.append(LocalImage(name, _own_kind(item_kind), 5))
            continue
        image = _by_word(name, rest, item_kind)
        if image:
            kind = (
                Artwork.Kind.STILL if image.kind == Artwork.Kind.THUMB and item_kind == ItemKind.EPISODE else image.kind
            )
            found.append(LocalImage(name, kind, image.rank))
    return found


def for_season(names: list[str], season_number: int) -> list[LocalImage]:
    """Images in the series folder that are meant for one season: `season01-poster.jpg`, `season-specials-poster.jpg`."""
    found = []
    for name in sorted(names):
        stem, suffix = split_name(name)
        match = _SEASON.match(stem)
        if suffix not in SUFFIXES or not match or match["number"] == "all":
            continue
        number = 0 if match["number"] == "specials" else int(match["number"])
        if number == season_number:
            word = match["word"] or "poster"
            found.append(LocalImage(name, _KIND_BY_WORD.get(word, Artwork.Kind.POSTER), 0))
    return found


def _by_word(name: str, stem: str, item_kind: str) -> LocalImage | None:
    match = _NUMBERED.match(stem)
    if not match or match["word"] not in _KIND_BY_WORD:
        return None
    word, number = match["word"], int(match["number"] or 0)
    kind: str = _KIND_BY_WORD[word]
    if kind == Artwork.Kind.POSTER:
        kind = _own_kind(item_kind)
    return LocalImage(name, kind, _PREFERENCE.index(word) + 100 * number)


def _own_kind(item_kind: str) -> str:
    """What the picture of an item is called by its kind."""
    if item_kind in SQUARE_KINDS:
        return Artwork.Kind.COVER
    return Artwork.Kind.STILL if item_kind == ItemKind.EPISODE else Artwork.Kind.POSTER


def main_kind(item_kind: str) -> str:
    """The kind of picture by which lists show an item."""
    if item_kind == ItemKind.PHOTO:
        return Artwork.Kind.PHOTO
    if item_kind in {ItemKind.HOME_VIDEO, ItemKind.MUSIC_VIDEO, ItemKind.EXTRA}:
        return Artwork.Kind.THUMB
    return _own_kind(item_kind)
