"""Phase "enrich": pictures for what was placed in this scan, and for what has none."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from library.models import Artwork, ItemFile, ItemKind, MediaItem, ScanRun
from library.models.items import LEAF_KINDS
from library.scanner.scan_state import Scan

ITEMS_AT_ONCE = 4
ENRICH_S = 1.0

_WITHOUT_PICTURE = frozenset({ItemKind.TRACK})
_BORROWERS = frozenset({ItemKind.ARTIST, ItemKind.SEASON})
_LATE = frozenset(LEAF_KINDS) - {ItemKind.MOVIE}
TIERS: tuple[list[ItemKind], ...] = (
    [kind for kind in ItemKind if kind not in _LATE | _BORROWERS],
    sorted(_BORROWERS),
    sorted(_LATE - _WITHOUT_PICTURE),
)
"""Covers of containers and films are on the first pages; stills and photos can wait a moment. An artist without a
picture shows an album, a season its series: they come after those."""


def enrich(scan: Scan) -> bool:
    """Gather pictures for some items; True when all have been looked at."""
    if not scan.has_changed_something and scan.mode != ScanRun.Mode.FULL:
        return True
    state = scan.cursor.setdefault("enrich", {"tier": 0, "last": 0, "done": 0})
    if "total" not in state:
        state["total"] = _wanted(scan).exclude(kind__in=_WITHOUT_PICTURE).count()
    until, finished = time.monotonic() + ENRICH_S, False
    while not finished and time.monotonic() < until:
        finished = _enrich_some(scan, state)
    with transaction.atomic():
        scan.tell_browsers(now=finished)
        scan.save()
    return finished


def _enrich_some(scan: Scan, state: dict[str, Any]) -> bool:
    """Do the next few items after the last ones; True when no tier is left."""
    from library.artwork.gathering import gather_artwork

    if state["tier"] >= len(TIERS):
        return True
    rows = _wanted(scan).filter(kind__in=TIERS[state["tier"]], pk__gt=state["last"]).order_by("pk")
    part = list(rows.values_list("pk", "title")[:ITEMS_AT_ONCE])
    if not part:
        state["tier"], state["last"] = state["tier"] + 1, 0
        return False
    scan.run.report(done=state["done"], total=state["total"], current=part[0][1])
    gather_artwork([pk for pk, _title in part])
    state["last"], state["done"] = part[-1][0], state["done"] + len(part)
    return False


def _wanted(scan: Scan) -> QuerySet[MediaItem]:
    """Items of files placed in this scan with everything above them, and items without any picture."""
    placed = ItemFile.objects.filter(file__resolved_at__gte=scan.started_at)
    return MediaItem.objects.filter(
        Exists(placed.filter(version__item=OuterRef("pk")))
        | Exists(placed.filter(version__item__parent=OuterRef("pk")))
        | Exists(placed.filter(version__item__parent__parent=OuterRef("pk")))
        | ~Exists(Artwork.objects.filter(item=OuterRef("pk"))),
        library=scan.library,
    )
