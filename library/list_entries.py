"""Places in playlists and collections: adding, moving, removing. Entries a viewer can't see keep their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from library.models import Collection, CollectionEntry, MediaItem, Playlist, PlaylistEntry
from mediaserver.lib.errors import Conflict

MOST_ENTRIES = 20_000

List = Playlist | Collection
Entry = PlaylistEntry | CollectionEntry


def _entries(of: List) -> tuple[Any, dict[str, Any]]:
    """The model of the list's places, and what names the list in it."""
    if isinstance(of, Playlist):
        return PlaylistEntry, {"playlist": of}
    return CollectionEntry, {"collection": of}


def _locked_entries(of: List) -> list[Any]:
    """All places in order, the list held until the transaction ends, so that two changes never mix."""
    type(of).objects.select_for_update().get(pk=of.pk)
    model, owner = _entries(of)
    return list(model.objects.filter(**owner).order_by("position", "id"))


@transaction.atomic
def add_items(to: List, items: Sequence[MediaItem]) -> int:
    """Put items at the end, in their order; returns how many places were added.

    A playlist may hold an item twice, a collection may not: there what stands in it already is passed over.
    Raises Conflict where the list would grow too long.
    """
    type(to).objects.select_for_update().get(pk=to.pk)
    model, owner = _entries(to)
    present = model.objects.filter(**owner)
    if present.count() + len(items) > MOST_ENTRIES:
        raise Conflict(_("A list holds %(most)s entries at most.") % {"most": MOST_ENTRIES}, most=MOST_ENTRIES)
    wanted = list(items)
    if isinstance(to, Collection):
        known = set(present.values_list("item_id", flat=True))
        wanted = [item for item in {item.pk: item for item in wanted}.values() if item.pk not in known]
    last = present.aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    model.objects.bulk_create(model(item=item, position=start + place, **owner) for place, item in enumerate(wanted))
    _touch(to)
    return len(wanted)


@transaction.atomic
def move_entry(within: List, entry: Entry, after: Entry | None) -> None:
    """Put a place right behind another; None puts it first."""
    model, _owner = _entries(within)
    rows = [row for row in _locked_entries(within) if row.pk != entry.pk]
    place = 0 if after is None else next((at + 1 for at, row in enumerate(rows) if row.pk == after.pk), len(rows))
    rows.insert(place, entry)
    changed = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            changed.append(row)
    model.objects.bulk_update(changed, ["position"], batch_size=500)
    _touch(within)


@transaction.atomic
def remove_entry(of: List, entry: Entry) -> None:
    """Take a place out; the others keep their order."""
    entry.delete()
    _touch(of)


def _touch(row: List) -> None:
    row.updated_at = timezone.now()
    row.save(update_fields=["updated_at"])
