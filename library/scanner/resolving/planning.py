"""Plans by the library's kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from library.models import Library, LibraryKind, MediaFile
from library.scanner.resolving.film_plans import plan_films
from library.scanner.resolving.music_plans import plan_music
from library.scanner.resolving.photo_plans import plan_photos
from library.scanner.resolving.placements import Placement
from library.scanner.resolving.series_plans import plan_series

Planner = Callable[[Library, Sequence[MediaFile]], dict[int, Placement]]
_PLANNERS: dict[str, Planner] = {
    LibraryKind.MOVIES: plan_films,
    LibraryKind.SERIES: plan_series,
    LibraryKind.MUSIC: plan_music,
    LibraryKind.PHOTOS: plan_photos,
}


def plan_placements(library: Library, files: Sequence[MediaFile]) -> dict[int, Placement]:
    """Return each file's place by its primary key. A file whose name says nothing usable is left out."""
    return _PLANNERS[library.kind](library, files)
