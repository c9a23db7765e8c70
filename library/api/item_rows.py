"""Items as lists show them: plain dicts, with the same few queries for five rows and for two hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Profile
from library.api.shapes import ImageAnswer, ItemLink, ItemPage, ItemRow, WatchStateAnswer
from library.artwork.links import image_url
from library.models import Artwork, Availability, ItemKind, MediaItem, WatchState
from library.models.items import MediaItemQuerySet
from library.watch_state.leaves import COUNTED_LEAVES
from library.watch_state.thresholds import progress_percent
from mediaserver.lib.keyset import KeysetPage

LIST_IMAGE_WIDTH = 480
LEAF_ROOTS = (ItemKind.SERIES,)
BORROWERS = {ItemKind.EPISODE: ("still", "thumb"), ItemKind.SEASON: ("poster",), ItemKind.TRACK: ("cover",)}
"""Kinds that show the picture of what they belong to where they have none of these kinds themselves."""

Counts = tuple[int, int]


def for_rows(rows: MediaItemQuerySet) -> MediaItemQuerySet:
    """Fetch along what a row names, and leave long texts in the database."""
    return rows.select_related("library", "parent", "root").defer(
        "overview", "facts", "tagline", "parent__overview", "parent__facts", "root__overview", "root__facts"
    )


@dataclass(frozen=True)
class RowFacts:
    """What stands beside the items of one page, by primary key."""

    images: dict[int, dict[str, ImageAnswer]]
    states: dict[int, WatchState]
    counts: dict[int, Counts]


def item_rows(profile: Profile, items: Iterable[MediaItem]) -> list[ItemRow]:
    """Describe items for one profile. The items come with library, parent and root (`for_rows`)."""
    listed = list(items)
    facts = gather(profile, listed)
    return [item_row(item, facts) for item in listed]


def rows_in_order(profile: Profile, pks: Sequence[int]) -> list[ItemRow]:
    """Describe visible items in the given order, read again with what rows show."""
    found = for_rows(MediaItem.objects.visible_to(profile)).in_bulk(pks)
    return item_rows(profile, [found[pk] for pk in pks if pk in found])


def item_page(profile: Profile, page: KeysetPage[MediaItem]) -> ItemPage:
    """Describe one page of items."""
    return {"results": item_rows(profile, page.rows), "next_cursor": page.next_cursor}


def gather(profile: Profile, items: Sequence[MediaItem]) -> RowFacts:
    """Read what rows show beside the item itself: pictures, where the profile stands, what is left to see."""
    pks = [item.pk for item in items]
    lenders = {pk for item in items if item.kind in BORROWERS for pk in (item.parent_id, item.root_id) if pk}
    states = WatchState.objects.filter(profile_id=profile.pk, item_id__in=pks) if pks else WatchState.objects.none()
    return RowFacts(
        images=_images([*pks, *lenders]),
        states={state.item_id: state for state in states},
        counts=_counts(profile, items),
    )


def image_answer(artwork: Artwork) -> ImageAnswer:
    """Describe a picture."""
    return {
        "id": artwork.pid,
        "kind": artwork.kind,
        "url": image_url(artwork, LIST_IMAGE_WIDTH),
        "width": artwork.width,
        "height": artwork.height,
        "ratio": round(artwork.ratio, 4),
        "tint": artwork.tint,
    }


def _images(pks: Sequence[int]) -> dict[int, dict[str, ImageAnswer]]:
    """The first picture of each kind, of each item."""
    found: dict[int, dict[str, ImageAnswer]] = {}
    if not pks:
        return found
    for artwork in Artwork.objects.filter(item_id__in=pks).order_by("item_id", "kind", "-is_chosen", "rank", "id"):
        mine = found.setdefault(artwork.item_id or 0, {})
        if artwork.kind not in mine:
            mine[artwork.kind] = image_answer(artwork)
    return found


def _counts(profile: Profile, items: Sequence[MediaItem]) -> dict[int, Counts]:
    """(leaves, unseen leaves) below each container, counting only what the profile may see."""
    containers = [item for item in items if not item.is_leaf]
    found: dict[int, Counts] = {}
    for link, wanted in (
        ("root_id", [item.pk for item in containers if item.kind in LEAF_ROOTS]),
        ("parent__parent_id", [item.pk for item in containers if item.kind == ItemKind.ARTIST]),
        ("parent_id", [item.pk for item in containers if item.kind not in (*LEAF_ROOTS, ItemKind.ARTIST)]),
    ):
        if wanted:
            found |= _counts_by(profile, link, wanted)
    return found


def _counts_by(profile: Profile, link: str, wanted: list[int]) -> dict[int, Counts]:
    seen = WatchState.objects.filter(profile_id=profile.pk, item_id=OuterRef("pk"), is_watched=True)
    rows = (
        MediaItem.objects.visible_to(profile)
        .filter(kind__in=COUNTED_LEAVES, **{f"{link}__in": wanted})
        .annotate(is_seen=Exists(seen))
        .order_by()
        .values_list(link)
        .annotate(leaves=Count("pk"), unseen=Count("pk", filter=Q(is_seen=False)))
    )
    return {pk: (leaves, unseen) for pk, leaves, unseen in rows}


def item_link(item: MediaItem | None) -> ItemLink | None:
    """Name another item."""
    if item is None:
        return None
    return {"id": item.pid, "kind": ItemKind(item.kind), "title": item.title}


def item_row(item: MediaItem, facts: RowFacts) -> ItemRow:
    """Describe one item."""
    return {
        "id": item.pid,
        "kind": ItemKind(item.kind),
        "title": item.title,
        "sort_title": item.sort_title,
        "original_title": item.original_title,
        "year": item.year,
        "released_on": item.released_on,
        "added_at": item.added_at,
        "library_id": item.library.pid,
        "parent": item_link(item.parent),
        "root": item_link(item.root),
        "number": item.number,
        "number_end": item.number_end,
        "parent_number": item.parent_number,
        "disc_number": item.disc_number,
        "duration_ms": item.duration_ms,
        "content_rating": item.content_rating,
        "content_rating_age": item.content_rating_age,
        "community_rating": item.community_rating,
        "availability": Availability(item.availability),
        "resolution": item.resolution_class,
        "hdr": item.hdr_class,
        "taken_at": item.taken_at,
        "images": _images_of(item, facts),
        "watch_state": watch_state_answer(item, facts.states.get(item.pk), facts.counts.get(item.pk)),
    }


def _images_of(item: MediaItem, facts: RowFacts) -> dict[str, ImageAnswer]:
    mine = facts.images.get(item.pk, {})
    own_kinds = BORROWERS.get(ItemKind(item.kind))
    if own_kinds is None or any(kind in mine for kind in own_kinds):
        return mine
    lent = facts.images.get(item.parent_id or 0) or facts.images.get(item.root_id or 0) or {}
    return {**lent, **mine}


def watch_state_answer(item: MediaItem, state: WatchState | None, counts: Counts | None = None) -> WatchStateAnswer:
    """Describe where a profile stands with an item; `counts` for containers."""
    leaves, unseen = counts or (None, None)
    watched = bool(state and state.is_watched) if item.is_leaf else bool(leaves) and unseen == 0
    return {
        "is_watched": watched,
        "position_ms": state.position_ms if state else 0,
        "percent": progress_percent(state.position_ms, item.duration_ms) if state else None,
        "play_count": state.play_count if state else 0,
        "is_favourite": bool(state and state.is_favourite),
        "rating": state.rating if state else None,
        "is_hidden_from_continue": bool(state and state.is_hidden_from_continue),
        "last_played_at": state.last_played_at if state else None,
        "leaf_count": leaves,
        "unwatched_count": unseen,
    }
