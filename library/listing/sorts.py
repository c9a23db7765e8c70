"""In which orders a library can be seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from library.models import ItemKind


@dataclass(frozen=True)
class Sort:
    """An order. `fields` are what keyset pages walk by; the last is unique."""

    key: str
    label: str | Promise
    fields: tuple[str, ...]


TITLE = Sort("title", _("By title"), ("sort_title", "id"))
ADDED = Sort("added", _("Newest here first"), ("-added_at", "-id"))
YEAR = Sort("year", _("Latest year first"), ("-year", "sort_title", "id"))
RATING = Sort("rating", _("Best rated first"), ("-community_rating", "-id"))
LENGTH = Sort("length", _("Longest first"), ("-duration_ms", "-id"))
DATE = Sort("date", _("Latest first"), ("-sort_at", "-id"))

_BY_KIND: dict[str, tuple[Sort, ...]] = {
    ItemKind.MOVIE: (TITLE, ADDED, YEAR, RATING, LENGTH),
    ItemKind.SERIES: (TITLE, ADDED, YEAR, RATING),
    ItemKind.ALBUM: (TITLE, ADDED, YEAR),
    ItemKind.ARTIST: (TITLE, ADDED),
    ItemKind.PHOTO_ALBUM: (DATE, TITLE, ADDED),
    ItemKind.PHOTO: (DATE, ADDED),
}


def sorts_of(kind: str) -> tuple[Sort, ...]:
    """The orders on offer for a kind; the first is the usual one."""
    return _BY_KIND.get(kind, (TITLE, ADDED))


def sort_named(kind: str, key: str) -> Sort:
    """The order with this key, or the usual one."""
    offered = sorts_of(kind)
    return next((sort for sort in offered if sort.key == key), offered[0])
