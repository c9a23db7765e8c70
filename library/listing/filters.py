"""Filters of a library's list: kept in the address, joined by "and"."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.http import QueryDict

from library.models import ItemGenre, ItemKind, MediaItem, WatchState
from library.models.items import MediaItemQuerySet

if TYPE_CHECKING:
    from accounts.models import Profile

WATCHED_KINDS = frozenset({ItemKind.MOVIE, ItemKind.SERIES, ItemKind.HOME_VIDEO, ItemKind.MUSIC_VIDEO})
"""Kinds that one can have seen."""


@dataclass(frozen=True)
class Filters:
    """What is asked for. An empty one lets everything through; years include both ends."""

    not_seen: bool = False
    favourite: bool = False
    genres: tuple[uuid.UUID, ...] = ()
    resolution: str = ""
    hdr: bool = False
    year_from: int | None = None
    year_to: int | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> Filters:
        """Read the address; what makes no sense in it is passed over."""
        return cls(
            not_seen=query.get("seen") == "no",
            favourite=query.get("favourite") == "yes",
            genres=tuple(dict.fromkeys(filter(None, (_pid(text) for text in query.getlist("genre")[:5])))),
            resolution=query.get("resolution", "")[:8],
            hdr=query.get("hdr") == "yes",
            year_from=_year(query.get("from", "")),
            year_to=_year(query.get("to", "")),
        )

    def to_query(self) -> list[tuple[str, str]]:
        """The address that leads to this choice."""
        pairs = [("genre", genre.hex) for genre in self.genres]
        pairs += [("seen", "no")] if self.not_seen else []
        pairs += [("favourite", "yes")] if self.favourite else []
        pairs += [("resolution", self.resolution)] if self.resolution else []
        pairs += [("hdr", "yes")] if self.hdr else []
        pairs += [("from", str(self.year_from))] if self.year_from is not None else []
        pairs += [("to", str(self.year_to))] if self.year_to is not None else []
        return pairs

    @property
    def are_set(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()

    def apply(self, rows: MediaItemQuerySet, kind: str, profile: Profile) -> MediaItemQuerySet:
        """Leave only what was asked for."""
        for genre in self.genres:
            rows = rows.filter(Exists(ItemGenre.objects.filter(item_id=OuterRef("pk"), genre__public_id=genre)))
        if self.not_seen and kind in WATCHED_KINDS:
            rows = _not_seen(rows, kind, profile)
        if self.favourite:
            mine = WatchState.objects.filter(profile=profile, is_favourite=True)
            rows = rows.filter(pk__in=mine.values("item_id"))
        if self.resolution:
            rows = rows.filter(resolution_class=self.resolution)
        if self.hdr:
            rows = rows.exclude(hdr_class="")
        if self.year_from is not None:
            rows = rows.filter(year__gte=self.year_from)
        if self.year_to is not None:
            rows = rows.filter(year__lte=self.year_to)
        return rows


def _not_seen(rows: MediaItemQuerySet, kind: str, profile: Profile) -> MediaItemQuerySet:
    """Films that were not seen; series of which a regular episode was not."""
    seen = WatchState.objects.filter(profile=profile, is_watched=True, item_id=OuterRef("pk"))
    if kind != ItemKind.SERIES:
        return rows.exclude(Exists(seen))
    episodes = MediaItem.objects.visible_to(profile).filter(
        root_id=OuterRef("pk"), kind=ItemKind.EPISODE, parent_number__gt=0
    )
    return rows.filter(Exists(episodes.exclude(Exists(seen))))


def _pid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=text)
    except ValueError:
        return None


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
