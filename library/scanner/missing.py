"""Phase "missing": items follow their files. Nothing is deleted: an item is available, away with its drive, or missing."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from library.models import Availability, ItemFile, Library, MediaFile, MediaItem
from library.models.items import LEAF_KINDS
from library.scanner.resolving.rollups import roll_up
from library.scanner.scan_state import Scan

IDS_AT_ONCE = 900


def settle_missing(scan: Scan) -> bool:
    """Bring availability of items and the roots' file counts in line, where anything changed."""
    if not scan.has_changed_something:
        return True
    with transaction.atomic():
        changed = settle_availability(scan.library)
        _count_files(scan)
        if changed:
            scan.tell_browsers(now=True)
        scan.save()
    return True


def settle_away(library: Library) -> int:
    """Let items of roots that are away say so; for a scan that stops there."""
    return settle_availability(library)


def settle_availability(library: Library) -> int:
    """Derive the availability of every leaf from its files, and of containers from their leaves. Returns how many changed."""
    leaves = MediaItem.objects.filter(library=library, kind__in=LEAF_KINDS).exclude(availability=Availability.WANTED)
    files = ItemFile.objects.filter(version__item=OuterRef("pk"), file__missing_since__isnull=True)
    here = Exists(files.filter(file__root__away_since__isnull=True))
    away = Exists(files.filter(file__root__away_since__isnull=False))
    parents: set[int] = set()
    count = 0
    for state, rows in (
        (Availability.AVAILABLE, leaves.filter(here)),
        (Availability.AWAY, leaves.filter(~here, away)),
        (Availability.MISSING, leaves.filter(~here, ~away)),
    ):
        count += _set(rows.exclude(availability=state), state, parents)
    roll_up(None, parents)
    return count


def _set(rows: QuerySet[MediaItem], state: str, parents: set[int]) -> int:
    found = list(rows.values_list("pk", "parent_id"))
    parents.update(parent_id for _pk, parent_id in found if parent_id is not None)
    for start in range(0, len(found), IDS_AT_ONCE):
        ids = [pk for pk, _parent in found[start : start + IDS_AT_ONCE]]
        MediaItem.objects.filter(pk__in=ids).update(availability=state)
    return len(found)


def _count_files(scan: Scan) -> None:
    """Remember how many files each root has, by which one that empties suddenly is known."""
    away = set(scan.cursor.get("away", []))
    for root in scan.roots.values():
        if root.pk in away:
            continue
        count = MediaFile.objects.filter(root=root, missing_since__isnull=True).count()
        if count != root.file_count:
            type(root).objects.filter(pk=root.pk).update(file_count=count)
