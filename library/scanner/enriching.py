"""Phase "enrich": pictures for what was placed in this scan, and for what has none."""

from __future__ import annotations

import time

from django.db import transaction
from django.db.models import Exists, OuterRef

from library.models import Artwork, ItemFile, ItemKind, MediaFile, MediaItem, ScanRun
from library.models.items import LEAF_KINDS
from library.scanner.scan_state import Scan

ITEMS_AT_ONCE = 4
ENRICH_S = 1.0
WITHOUT_PICTURE = (ItemKind.TRACK,)


def enrich(scan: Scan) -> bool:
    """Gather pictures for some items; True when all have been looked at."""
    from library.artwork.gathering import gather_artwork

    if not scan.has_changed_something and scan.mode != ScanRun.Mode.FULL:
        return True
    state = scan.cursor.setdefault("enrich", {"last": 0, "done": 0})
    if "ids" not in state:
        state["ids"] = _items_to_look_at(scan)
        state["total"] = len(state["ids"])
        scan.run.report(done=0, total=state["total"])
        return not state["ids"]
    until = time.monotonic() + ENRICH_S
    while state["ids"]:
        part, rest = state["ids"][:ITEMS_AT_ONCE], state["ids"][ITEMS_AT_ONCE:]
        scan.run.report(done=state["done"], total=state["total"], current=_title(part[0]))
        gather_artwork(part)
        state["done"] += len(part)
        state["ids"] = rest
        if time.monotonic() >= until:
            break
    with transaction.atomic():
        scan.tell_browsers(now=not state["ids"])
        scan.save()
    return not state["ids"]


def _title(item_id: int) -> str:
    return MediaItem.objects.filter(pk=item_id).values_list("title", flat=True).first() or ""


def _items_to_look_at(scan: Scan) -> list[int]:
    """Items of files placed in this scan with everything above them, newest first, and items without any picture."""
    files = MediaFile.objects.filter(library=scan.library, resolved_at__gte=scan.started_at)
    leaves = dict(
        ItemFile.objects.filter(file__in=files).values_list("version__item_id", "version__item__parent_id").distinct()
    )
    found = set(leaves)
    level = {pk for pk in leaves.values() if pk is not None}
    while level:
        found |= level
        above = MediaItem.objects.filter(pk__in=level, parent__isnull=False).values_list("parent_id", flat=True)
        level = {pk for pk in above if pk is not None} - found
    bare = MediaItem.objects.filter(library=scan.library).exclude(kind__in=WITHOUT_PICTURE)
    found |= set(bare.filter(~Exists(Artwork.objects.filter(item=OuterRef("pk")))).values_list("pk", flat=True))
    rows = MediaItem.objects.filter(pk__in=found).exclude(kind__in=WITHOUT_PICTURE).values_list("pk", "kind")
    # Covers of containers and films are on the first pages; stills and photos can wait a moment.
    # An artist without a picture shows an album, a season its series: they come after those.
    return [pk for pk, kind in sorted(rows, key=lambda row: (row[1] in _LATE, row[1] in _BORROWERS, row[0]))]


_LATE = frozenset(LEAF_KINDS) - {ItemKind.MOVIE}
_BORROWERS = frozenset({ItemKind.ARTIST, ItemKind.SEASON})
