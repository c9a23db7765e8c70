"""How many of what a library holds, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import ngettext

from library.models import ItemKind, LibraryKind
from mediaserver.lib.wording import thousands


def counted_words(library_kind: str, counts: Mapping[str, int]) -> str:
    """`12 series, 340 episodes`."""
    return ", ".join(_one(kind, counts.get(kind, 0)) for kind in _SHOWN.get(library_kind, ()))


def _one(kind: str, count: int) -> str:
    words = {
        ItemKind.MOVIE: ngettext("%(count)s film", "%(count)s films", count),
        ItemKind.SERIES: ngettext("%(count)s series", "%(count)s series", count),
        ItemKind.EPISODE: ngettext("%(count)s episode", "%(count)s episodes", count),
        ItemKind.ALBUM: ngettext("%(count)s album", "%(count)s albums", count),
        ItemKind.TRACK: ngettext("%(count)s track", "%(count)s tracks", count),
        ItemKind.PHOTO: ngettext("%(count)s photo", "%(count)s photos", count),
    }[ItemKind(kind)]
    return words % {"count": thousands(count)}


_SHOWN: dict[str, tuple[ItemKind, ...]] = {
    LibraryKind.MOVIES: (ItemKind.MOVIE,),
    LibraryKind.SERIES: (ItemKind.SERIES, ItemKind.EPISODE),
    LibraryKind.MUSIC: (ItemKind.ALBUM, ItemKind.TRACK),
    LibraryKind.PHOTOS: (ItemKind.PHOTO,),
}
