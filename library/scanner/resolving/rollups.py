"""What follows for containers from their leaves: counts, lengths, years, dates, availability, visibility."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Max, Min, Q, Sum

from library.access import reclass_tree
from library.models import AccessClass, Availability, ItemKind, MediaItem
from library.models.items import LEAF_KINDS, MediaItemQuerySet
from library.scanner.resolving.item_book import ItemBook

COUNTED = tuple(kind for kind in LEAF_KINDS if kind != ItemKind.EXTRA)
KEYS_AT_ONCE = 900
_BOTTOM_UP = (ItemKind.SEASON, ItemKind.ALBUM, ItemKind.PHOTO_ALBUM, ItemKind.SERIES, ItemKind.ARTIST)
_AVAILABILITIES = (Availability.AVAILABLE, Availability.AWAY, Availability.MISSING)


def roll_up(book: ItemBook | None, container_ids: Iterable[int]) -> set[int]:
    """Store counts and the like of containers and of those above them. Returns those that changed."""
    ids = _with_those_above(set(container_ids))
    items = {item.pk: item for start in range(0, len(ids), KEYS_AT_ONCE)
             for item in MediaItem.objects.filter(pk__in=ids[start : start + KEYS_AT_ONCE])}  # fmt: skip
    changed: set[int] = set()
    for kind in _BOTTOM_UP:
        members = [item for item in items.values() if item.kind == kind]
        for item in members:
            if _store(item):
                changed.add(item.pk)
    _reclass(items.values())
    if book is not None:
        book.changed.update(changed)
    return changed


def _with_those_above(ids: set[int]) -> list[int]:
    found, level = set(ids), ids
    while level:
        above = set(MediaItem.objects.filter(pk__in=level, parent__isnull=False).values_list("parent_id", flat=True))
        level = {pk for pk in above if pk is not None} - found
        found |= level
    return sorted(found)


def _store(item: MediaItem) -> bool:
    """Write what differs for one container."""
    below = _leaves(item)
    facts = below.aggregate(
        count=Count("id"),
        length=Sum("duration_ms"),
        first=Min("sort_at"),
        last=Max("sort_at"),
        available=Count("id", filter=Q(availability=Availability.AVAILABLE)),
        away=Count("id", filter=Q(availability=Availability.AWAY)),
    )
    values = {"leaf_count": facts["count"], "availability": _availability(facts)}
    if item.kind in {ItemKind.ALBUM, ItemKind.SEASON}:
        values["duration_ms"] = facts["length"]
    if item.kind == ItemKind.PHOTO_ALBUM:
        values["sort_at"] = facts["last"]
    changed = [name for name, value in values.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, values[name])
    if changed:
        item.save(update_fields=changed)
    return bool(changed)


def _leaves(item: MediaItem) -> MediaItemQuerySet:
    rows = MediaItem.objects.filter(kind__in=COUNTED)
    if item.kind == ItemKind.SERIES:
        return rows.filter(root_id=item.pk)
    if item.kind == ItemKind.ARTIST:
        return rows.filter(parent__parent_id=item.pk)
    return rows.filter(parent_id=item.pk)


def _availability(facts: dict[str, int]) -> str:
    if facts["available"] or not facts["count"]:
        return Availability.AVAILABLE
    return Availability.AWAY if facts["away"] else Availability.MISSING


def _reclass(items: Iterable[MediaItem]) -> None:
    """Let ratings and restricted tags of containers reach what is new below them."""
    tops = {item.pk: item for item in items if item.parent_id is None}
    libraries = {item.library_id for item in tops.values()}
    several = {library_id for library_id in libraries if AccessClass.objects.filter(library_id=library_id).count() > 1}
    for item in tops.values():
        if item.library_id in several or item.content_rating_age is not None:
            reclass_tree(item)
