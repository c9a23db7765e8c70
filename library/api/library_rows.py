"""Libraries as the API describes them."""

from __future__ import annotations

from collections.abc import Iterable

from library.api.item_rows import image_answer
from library.api.shapes import ImageAnswer, LibraryAnswer, RootAnswer
from library.models import Artwork, Library, LibraryKind, RootFolder
from mediaserver.lib.paths import display_path


def library_answers(libraries: Iterable[Library], *, for_librarian: bool) -> list[LibraryAnswer]:
    """Describe libraries; where they lie only for those who manage them."""
    listed = list(libraries)
    roots = _roots(listed) if for_librarian else {}
    images = _images(listed)
    return [_answer(row, roots.get(row.pk, []), images.get(row.pk), for_librarian) for row in listed]


def root_answer(row: RootFolder) -> RootAnswer:
    """Describe a folder of a library, for librarians."""
    return {
        "id": row.pid,
        "path": display_path(row.path),
        "away_since": row.away_since,
        "away_reason": row.away_reason,
        "file_count": row.file_count,
    }


def _roots(libraries: list[Library]) -> dict[int, list[RootAnswer]]:
    found: dict[int, list[RootAnswer]] = {}
    for row in RootFolder.objects.filter(library__in=libraries).order_by("id"):
        found.setdefault(row.library_id, []).append(root_answer(row))
    return found


def _images(libraries: list[Library]) -> dict[int, ImageAnswer]:
    found: dict[int, ImageAnswer] = {}
    for row in Artwork.objects.filter(library__in=libraries).order_by("-is_chosen", "rank", "id"):
        found.setdefault(row.library_id or 0, image_answer(row))
    return found


def _answer(row: Library, roots: list[RootAnswer], image: ImageAnswer | None, for_librarian: bool) -> LibraryAnswer:
    return {
        "id": row.pid,
        "name": row.name,
        "kind": LibraryKind(row.kind),
        "language": row.language,
        "position": row.position,
        "image": image,
        "last_scan_at": row.last_scan_at,
        "watching": Library.Watching(row.watching) if for_librarian else None,
        "watching_now": row.watching_now if for_librarian else None,
        "watching_reason": row.watching_reason if for_librarian else None,
        "poll_interval_s": row.poll_interval_s if for_librarian else None,
        "roots": roots,
    }
