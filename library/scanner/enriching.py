"""Phase "enrich": pictures for what was placed in this scan, and for what has none."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from library.models import Artwork, ItemFile, ItemKind, MediaItem, ScanRun
from library.models.items import LEAF_KINDS
from library.scanner.scan_state import Scan

ITEMS_AT_ONCE = 4
ITEMS_AHEAD = 400
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
    state = scan.cursor.setdefault("enrich", {"tier": 0, "last": 0, "done": 0, "ahead": []})
    if "total" not in state:
        state["total"] = _wanted(scan).exclude(kind__in=_WITHOUT_PICTURE).count()
    until, finished = time.monotonic() + ENRICH_S, not state["total"]
    while not finished and time.monotonic() < until:
        finished = _enrich_some(scan, state)
    with transaction.atomic():
        scan.tell_browsers(now=finished)
        scan.save()
    return finished


def _enrich_some(scan: Scan, state: dict[str, Any]) -> bool:
    """Do the next few items after the last ones; True when no tier is left."""
    from library.artwork.gathering import gather_artwork

    if not state["ahead"]:
        if state["tier"] >= len(TIERS):
            return True
        rows = _wanted(scan).filter(kind__in=TIERS[state["tier"]], pk__gt=state["last"]).order_by("pk")
        state["ahead"] = list(rows.values_list("pk", flat=True)[:ITEMS_AHEAD])
        if not state["ahead"]:
            state["tier"], state["last"] = state["tier"] + 1, 0
            return False
        state["last"] = state["ahead"][-1]
    part = state["ahead"][:ITEMS_AT_ONCE]
    title = MediaItem.objects.filter(pk=part[0]).values_list("title", flat=True).first()
    scan.run.report(done=state["done"], total=state["total"], current=title or "")
    gather_artwork(part)
    # Only now: reporting writes the cursor, and a worker that dies in between must find these items again.
    state["ahead"] = state["ahead"][len(part) :]
    state["done"] += len(part)
    return False


def _wanted(scan: Scan) -> QuerySet[MediaItem]:
    """Items of files placed in this scan with everything above them, and items without any picture."""
    wanted = Q(~Exists(Artwork.objects.filter(item=OuterRef("pk"))))
    if scan.has_changed_something:
        # Lists that are made once; subqueries about each row would take quadratic time.
        placed = ItemFile.objects.filter(file__library=scan.library, file__resolved_at__gte=scan.started_at)
        wanted |= Q(pk__in=placed.values("version__item_id"))
        wanted |= Q(pk__in=placed.values("version__item__parent_id"))
        wanted |= Q(pk__in=placed.values("version__item__parent__parent_id"))
    return MediaItem.objects.filter(wanted, library=scan.library)
