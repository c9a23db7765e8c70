"""Playlists and collections as the API describes them, and their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from accounts.models import Profile
from library.access import visible_class_ids
from library.api.desk_shapes import CollectionAnswer, EntryPage, ListAnswer
from library.api.item_rows import for_rows, gather, image_answer, item_row
from library.api.shapes import ImageAnswer
from library.models import Artwork, Collection, CollectionEntry, MediaItem, Playlist, PlaylistEntry
from mediaserver.lib.keyset import KeysetPage, page_after


def playlist_answers(profile: Profile, rows: Sequence[Playlist]) -> list[ListAnswer]:
    """Describe playlists."""
    seen = PlaylistEntry.objects.filter(playlist__in=rows, item__access_class_id__in=visible_class_ids(profile))
    counts = dict(seen.order_by().values_list("playlist_id").annotate(count=Count("pk")))
    return [_answer(row, counts) for row in rows]


def collection_answers(profile: Profile, rows: Sequence[Collection]) -> list[CollectionAnswer]:
    """Describe collections."""
    seen = CollectionEntry.objects.filter(collection__in=rows, item__access_class_id__in=visible_class_ids(profile))
    counts = dict(seen.order_by().values_list("collection_id").annotate(count=Count("pk")))
    images = _images(rows)
    return [
        {
            **_answer(row, counts),
            "origin": Collection.Origin(row.origin),
            "is_ordered": row.is_ordered,
            "images": images.get(row.pk, {}),
        }
        for row in rows
    ]


def _answer(row: Playlist | Collection, counts: dict[int, int]) -> ListAnswer:
    return {
        "id": row.pid,
        "name": row.name,
        "overview": row.overview,
        "entry_count": counts.get(row.pk, 0),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _images(rows: Sequence[Collection]) -> dict[int, dict[str, ImageAnswer]]:
    found: dict[int, dict[str, ImageAnswer]] = {}
    pictures = Artwork.objects.filter(collection__in=rows).order_by("kind", "-is_chosen", "rank", "id")
    for artwork in pictures:
        found.setdefault(artwork.collection_id or 0, {}).setdefault(artwork.kind, image_answer(artwork))
    return found


def entry_page(
    profile: Profile, entries: QuerySet[PlaylistEntry] | QuerySet[CollectionEntry], cursor: str | None, size: int
) -> EntryPage:
    """Describe one page of places whose items the profile may see, in order."""
    visible = for_rows(MediaItem.objects.visible_to(profile))
    rows = entries.filter(item__access_class_id__in=visible_class_ids(profile)).prefetch_related(
        Prefetch("item", queryset=visible)
    )
    page: KeysetPage[Any] = page_after(rows, ("position", "id"), cursor, size)
    facts = gather(profile, [entry.item for entry in page.rows])
    return {
        "results": [{"id": entry.pk, "item": item_row(entry.item, facts)} for entry in page.rows],
        "next_cursor": page.next_cursor,
    }
