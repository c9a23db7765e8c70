"""What a library's list can be filtered by, with counts. Counted once for each state of the library and set of rights."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from library.access import visible_class_ids
from library.models import Genre, Library, MediaItem
from library.models.items import MediaItemQuerySet

if TYPE_CHECKING:
    from accounts.models import Profile

KEPT_S = 600
MOST_GENRES = 40
Value = TypeVar("Value")


@dataclass(frozen=True)
class Facet:
    """A value to filter by: what the address says, what people read, how many there are."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    """Counts of a list as it is without filters."""

    total: int
    genres: tuple[Facet, ...]
    resolutions: tuple[Facet, ...]
    hdr_count: int
    decades: tuple[Facet, ...]


def facets_of(library: Library, kind: str, profile: Profile) -> Facets:
    """Count what the profile sees of a kind in the library."""
    return _kept("facets", library, kind, profile, lambda: _count(rows_of(library, kind, profile)))


def months_of(library: Library, kinds: tuple[str, ...], profile: Profile) -> list[tuple[int, int, int]]:
    """Return (year, month, count) of the library's photos, latest first."""

    def count() -> list[tuple[int, int, int]]:
        rows = MediaItem.objects.visible_to(profile).filter(library=library, kind__in=kinds, sort_at__isnull=False)
        parts = rows.annotate(in_year=ExtractYear("sort_at"), in_month=ExtractMonth("sort_at"))
        counted = parts.order_by("-in_year", "-in_month").values_list("in_year", "in_month").annotate(Count("pk"))
        return [(int(year), int(month), found) for year, month, found in counted]

    return _kept("months", library, "-".join(kinds), profile, count)


def rows_of(library: Library, kind: str, profile: Profile) -> MediaItemQuerySet:
    """Everything of a kind in the library that the profile sees."""
    return MediaItem.objects.visible_to(profile).filter(library=library, kind=kind)


def _kept(name: str, library: Library, kind: str, profile: Profile, make: Callable[[], Value]) -> Value:
    """Keep what was counted until the library changes. Profiles with the same rights share it."""
    classes = ",".join(map(str, visible_class_ids(profile)))
    rights = hashlib.blake2s(classes.encode(), digest_size=8).hexdigest()
    key = f"listing:{name}:{library.pid}:{library.facts_version}:{kind}:{rights}"
    kept: Value | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, KEPT_S)
    return kept


def _count(rows: MediaItemQuerySet) -> Facets:
    by_form = rows.order_by().values_list("resolution_class", "hdr_class").annotate(Count("pk"))
    resolutions: dict[str, int] = {}
    total = hdr_count = 0
    for resolution, hdr, count in by_form:
        total += count
        hdr_count += count if hdr else 0
        if resolution:
            resolutions[resolution] = resolutions.get(resolution, 0) + count
    return Facets(
        total=total,
        genres=_genres(rows),
        resolutions=tuple(
            Facet(name, name, count) for name, count in sorted(resolutions.items(), key=_lines_first, reverse=True)
        ),
        hdr_count=hdr_count,
        decades=_decades(rows),
    )


def _genres(rows: MediaItemQuerySet) -> tuple[Facet, ...]:
    genres = Genre.objects.filter(items__in=rows.order_by().values("pk")).annotate(found=Count("items"))
    best = sorted(genres, key=lambda genre: (-genre.found, genre.name))[:MOST_GENRES]
    return tuple(Facet(genre.pid, genre.name, genre.found) for genre in best)


def _decades(rows: MediaItemQuerySet) -> tuple[Facet, ...]:
    counts: dict[int, int] = {}
    for year, count in rows.filter(year__isnull=False).order_by().values_list("year").annotate(Count("pk")):
        counts[year // 10 * 10] = counts.get(year // 10 * 10, 0) + count
    return tuple(Facet(str(start), f"{start}–{start + 9}", counts[start]) for start in sorted(counts, reverse=True))


def _lines_first(pair: tuple[str, int]) -> tuple[int, str]:
    """Sort "2160p" before "1080p" before "576p"; "4k" counts its digit only and stays behind."""
    digits = "".join(sign for sign in pair[0] if sign.isdigit())
    return int(digits or 0), pair[0]
