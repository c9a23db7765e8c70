"""The rows of the home page, each of which is asked for on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from library.access import visible_libraries
from library.models import Artwork, Availability, ItemKind, Library, LibraryKind, MediaItem
from library.watch_state import continue_watching, next_up

if TYPE_CHECKING:
    from accounts.models import Profile

CONTINUE, NEXT_UP, RECENT = "continue", "next-up", "recent"
ROW_LENGTH = 20
LOOKED_AT = 200
"""So many of the newest episodes are looked at to find the series that they belong to."""


@dataclass(frozen=True)
class HomeRow:
    """A row: `shape` is "wide", "poster" or "square"; `library` is set for what is new in one."""

    key: str
    title: str
    shape: str
    library: Library | None = None


def home_rows(profile: Profile) -> list[HomeRow]:
    """The rows in their order: Continue, Next up, then what is new in each library."""
    rows = [HomeRow(CONTINUE, _("Continue"), "wide"), HomeRow(NEXT_UP, _("Next up"), "wide")]
    return rows + [_recent_row(library) for library in visible_libraries(profile)]


def home_row(profile: Profile, key: str) -> HomeRow | None:
    """The row with this key, if the profile has it."""
    return next((row for row in home_rows(profile) if row.key == key), None)


def row_items(row: HomeRow, profile: Profile) -> list[MediaItem]:
    """What stands in the row, best first."""
    if row.key == CONTINUE:
        return [state.item for state in continue_watching(profile, ROW_LENGTH)]
    if row.key == NEXT_UP:
        return next_up(profile, ROW_LENGTH)
    return recently_added(row.library, profile) if row.library else []


def recently_added(library: Library, profile: Profile, limit: int = ROW_LENGTH) -> list[MediaItem]:
    """What came to the library last: films, albums, folders of photos, or series by their newest episode."""
    rows = MediaItem.objects.visible_to(profile).present().filter(library=library).order_by("-added_at", "-id")
    if library.kind == LibraryKind.SERIES:
        return _series_by_newest_episode(library, profile, limit)
    kinds = {
        LibraryKind.MOVIES: ItemKind.MOVIE,
        LibraryKind.MUSIC: ItemKind.ALBUM,
        LibraryKind.PHOTOS: ItemKind.PHOTO_ALBUM,
    }
    found = rows.filter(kind=kinds[LibraryKind(library.kind)])
    if library.kind == LibraryKind.PHOTOS and not found.exists():
        found = rows.filter(kind=ItemKind.PHOTO)
    return list(found.select_related("parent")[:limit])


def newest_film(profile: Profile) -> MediaItem | None:
    """The film that came last, one with a large picture if there is any; what a house without a past begins with."""
    films = MediaItem.objects.visible_to(profile).filter(kind=ItemKind.MOVIE, availability=Availability.AVAILABLE)
    newest = list(films.select_related("parent", "root").order_by("-added_at", "-id")[:ROW_LENGTH])
    ids = [film.pk for film in newest]
    pictured = set(
        Artwork.objects.filter(item_id__in=ids, kind=Artwork.Kind.BACKDROP).values_list("item_id", flat=True)
    )
    return next((film for film in newest if film.pk in pictured), newest[0] if newest else None)


def _series_by_newest_episode(library: Library, profile: Profile, limit: int) -> list[MediaItem]:
    rows = MediaItem.objects.visible_to(profile).present().filter(library=library, kind=ItemKind.EPISODE)
    roots = rows.order_by("-added_at", "-id").values_list("root_id", flat=True)[:LOOKED_AT]
    ids = list(dict.fromkeys(pk for pk in roots if pk))[:limit]
    found = MediaItem.objects.visible_to(profile).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _recent_row(library: Library) -> HomeRow:
    titles = {
        LibraryKind.MOVIES: _("New in %(library)s"),
        LibraryKind.SERIES: _("New episodes in %(library)s"),
        LibraryKind.MUSIC: _("New in %(library)s"),
        LibraryKind.PHOTOS: _("New in %(library)s"),
    }
    square = library.kind in {LibraryKind.MUSIC, LibraryKind.PHOTOS}
    title = titles[LibraryKind(library.kind)] % {"library": library.name}
    return HomeRow(f"{RECENT}-{library.pid}", title, "square" if square else "poster", library)
