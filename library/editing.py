"""What follows when a person changes an item: the field is locked, and everything derived from it keeps up.

edited ──▶ field locks ──▶ sort keys in the join rows ──▶ access classes of the tree ──▶ search index ──▶ pages
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from library.access import reclass_tree
from library.models import FieldLock, ItemGenre, ItemTag, Library, MediaItem, Tag
from library.naming import fold_title, sort_title
from library.search import index_items
from mediaserver.system import events

LOCKABLE_FIELDS = frozenset(
    {
        "title",
        "sort_title",
        "original_title",
        "tagline",
        "overview",
        "year",
        "released_on",
        "number",
        "number_end",
        "parent_number",
        "absolute_number",
        "disc_number",
        "content_rating",
        "content_rating_age",
        "community_rating",
        "genres",
        "credits",
        "artists",
        "companies",
        "external_ids",
        "artwork",
    }
)
"""Fields that scans and providers write, and that a person may fix against them."""


@dataclass(frozen=True)
class Edit:
    """What was changed: names of fields (and of the lists "genres", "tags", "credits" …), and by which account."""

    fields: frozenset[str]
    by: uuid.UUID | None = None


@transaction.atomic
def item_edited(item: MediaItem, edit: Edit) -> None:
    """Do what follows from a person's change of a saved item."""
    lock_fields([item], edit.fields & LOCKABLE_FIELDS, by=edit.by)
    if "title" in edit.fields and not item.field_locks.filter(field="sort_title").exists():
        item.sort_title = sort_title(item.title, item.library.language or "en")
        item.save(update_fields=["sort_title", "updated_at"])
    if edit.fields & {"title", "sort_title", "genres", "tags"}:
        _carry_sort_keys(item)
    if edit.fields & {"content_rating_age", "tags", "parent"}:
        reclass([item])
    index_items([item.pk])
    _pages_are_stale([item])


def lock_fields(items: Iterable[MediaItem], fields: Iterable[str], *, by: uuid.UUID | None = None) -> int:
    """Fix fields of items against scans and providers; returns how many locks were asked for."""
    rows = [FieldLock(item=item, field=field, locked_by=by) for item in items for field in sorted(fields)]
    FieldLock.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def unlock_fields(items: Sequence[MediaItem], fields: Iterable[str] | None = None) -> int:
    """Let scans and providers change fields again (all of them for None); returns how many locks went."""
    rows = FieldLock.objects.filter(item__in=[item.pk for item in items])
    if fields is not None:
        rows = rows.filter(field__in=list(fields))
    return rows.delete()[0]


def key_row(row: ItemGenre | ItemTag, item: MediaItem) -> None:
    """Give a genre or tag row the keys that lists sort it by."""
    row.kind = item.kind
    row.access_class_id = item.access_class_id
    row.sort_title = item.sort_title
    row.added_at = item.added_at


@transaction.atomic
def tag_items(items: Sequence[MediaItem], name: str) -> Tag | None:
    """Attach a tag, made where it is new, to items. Returns it; None for an empty name."""
    name = " ".join(name.split())[:100]
    if not name:
        return None
    tag, _made = Tag.objects.get_or_create(name_key=fold_title(name)[:100], defaults={"name": name})
    rows = []
    for item in items:
        row = ItemTag(item=item, tag=tag)
        key_row(row, item)
        rows.append(row)
    ItemTag.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    _tags_changed(items, tag)
    return tag


@transaction.atomic
def untag_items(items: Sequence[MediaItem], name: str) -> int:
    """Take a tag away from items; returns how many had it."""
    tag = Tag.objects.filter(name_key=fold_title(name)[:100]).first()
    if tag is None:
        return 0
    gone = ItemTag.objects.filter(tag=tag, item__in=[item.pk for item in items]).delete()[0]
    _tags_changed(items, tag)
    return gone


def tag_restriction_changed(tag: Tag) -> int:
    """Reckon access classes anew after a tag became restricted or free. Returns how many items changed."""
    return reclass([row.item for row in ItemTag.objects.filter(tag=tag).select_related("item__parent")])


@transaction.atomic
def remove_tag(tag: Tag) -> None:
    """Delete a tag; items that it hid are seen by everybody again who may see them otherwise."""
    items = [row.item for row in ItemTag.objects.filter(tag=tag).select_related("item__parent")]
    was_restricted = tag.is_restricted
    tag.delete()
    if was_restricted:
        reclass(items)
    _pages_are_stale(items)


def reclass(items: Iterable[MediaItem]) -> int:
    """Reckon access classes anew, from the top of each item's tree: a container follows its leaves."""
    tops = {}
    for item in items:
        top = item
        while top.parent is not None:
            top = top.parent
        tops[top.pk] = top
    return sum(reclass_tree(top) for top in tops.values())


def _tags_changed(items: Sequence[MediaItem], tag: Tag) -> None:
    if tag.is_restricted:
        reclass(items)
    _pages_are_stale(items)


def _carry_sort_keys(item: MediaItem) -> None:
    for rows in (ItemGenre.objects.filter(item=item), ItemTag.objects.filter(item=item)):
        rows.update(kind=item.kind, sort_title=item.sort_title, added_at=item.added_at)


def _pages_are_stale(items: Iterable[MediaItem]) -> None:
    libraries = Library.objects.filter(pk__in={item.library_id for item in items})
    libraries.update(facts_version=F("facts_version") + 1)
    for library in libraries:
        events.publish(events.LIBRARY, "library.changed", library=library.pid)
