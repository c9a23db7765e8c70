"""Phase "walk": which folders changed, and what is in them now.

    for each root ──▶ known folders in the order of their ids ──▶ time unchanged? (quick) ─▶ pass over
                                                              └─▶ read ──▶ folder_records, file_records

A new folder gets a higher id than its parent, so going through the ids visits it later in the same walk, and one id
in the cursor is all that a resumed walk needs.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from library.models import Folder, RootFolder, ScanRun
from library.scanner.file_records import store_listings
from library.scanner.folder_reading import FolderListing, read_folder
from library.scanner.probing_version import forget_old_probes
from library.scanner.roots import look_at_root, mark_away, mark_back
from library.scanner.scan_state import Scan
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import decode_path, display_path, path_hash

log = logging.getLogger(__name__)

FOLDERS_AT_ONCE = 2_000
WORK_AT_ONCE = 20_000
NEW_COSTS = 6
"""A file that is new costs as much to write as six known ones to compare."""


class RootAway(HearthError):
    """No root of the library is there: nothing can be scanned."""

    code = "root_away"
    http_status = 409


@dataclass
class FolderRow:
    """A known folder, as the walk needs it."""

    id: int
    path: str
    mtime_ns: int
    seen_ns: int
    raw: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.raw = decode_path(self.path)


def walk(scan: Scan) -> bool:
    """Do one piece of the walk; True when every root has been gone through."""
    if "walk" not in scan.cursor:
        _begin(scan)
    state = scan.cursor["walk"]
    while state["index"] < len(state["roots"]):
        root = scan.roots.get(state["roots"][state["index"]]["id"])
        rows = _folders_to_visit(scan, root, state) if root else []
        if root and rows:
            _walk_some(scan, root, state, rows)
            return False
        _next_root(state)  # gone through, or removed from the library in the meantime
    return True


def _begin(scan: Scan) -> None:
    """Look at every root; those that are away are left out, and the scan ends where none is left."""
    found, away = [], []
    with transaction.atomic():
        for root in scan.roots.values():
            look = look_at_root(root)
            if look.trouble:
                away.append(root)
                mark_away(root, look.trouble)
            else:
                if root.away_since is not None:
                    scan.cursor["changed"] = True
                mark_back(root)
                found.append({"id": root.pk, "device": look.device})
                _ensure_top(root)
        scan.cursor["away"] = [root.pk for root in away]
        if away:
            scan.cursor["changed"] = True
            scan.run.result["roots_away"] = [display_path(root.path) for root in away]
        if scan.mode == ScanRun.Mode.FULL:
            forget_old_probes(scan.library)
        scan.cursor["walk"] = {"roots": found, "index": 0, "last": 0, "again": [], "done": 0}
        scan.save()
    if scan.roots and not found:
        _give_up(scan, away[0])


def _give_up(scan: Scan, root: RootFolder) -> None:
    from library.scanner.missing import settle_away  # the two modules tell each other about roots

    with transaction.atomic():
        settle_away(scan.library)
        scan.tell_browsers(now=True)
    raise RootAway(
        gettext_noop(
            "A folder of this library can't be reached, so the scan was stopped. Nothing was removed. "
            "The health page says what helps."
        ),
        path=display_path(root.path),
    )


def _ensure_top(root: RootFolder) -> None:
    top, _created = Folder.objects.get_or_create(root=root, path_hash=path_hash(b""), defaults={"path": ""})
    if top.missing_since is not None:
        Folder.objects.filter(pk=top.pk).update(missing_since=None, mtime_ns=0)


def _next_root(state: dict[str, Any]) -> None:
    state["index"] += 1
    state["last"], state["again"] = 0, []


def _folders_to_visit(scan: Scan, root: RootFolder, state: dict[str, Any]) -> list[FolderRow]:
    rows = Folder.objects.filter(root=root, missing_since__isnull=True)
    columns = ("id", "path", "mtime_ns", "scanned_at")
    state["again"] = list(rows.filter(id__in=state["again"]).values_list("id", flat=True)) if state["again"] else []
    again = rows.filter(id__in=state["again"][:500]).values_list(*columns) if state["again"] else []
    if scan.mode == ScanRun.Mode.FOLDER:
        rows = rows.filter(mtime_ns=0)
    ahead = rows.filter(id__gt=state["last"]).order_by("id").values_list(*columns)[:FOLDERS_AT_ONCE]
    return [
        FolderRow(pk, path, mtime_ns, int(seen.timestamp() * 1e9) if seen else 0)
        for pk, path, mtime_ns, seen in [*again, *ahead]
    ]


def _walk_some(scan: Scan, root: RootFolder, state: dict[str, Any], rows: list[FolderRow]) -> None:
    """Visit folders until the piece's time is up, then write what was found, if the root is still there."""
    top = root.path_bytes
    read: list[tuple[FolderRow, FolderListing]] = []
    file_count, work, last = 0, 0, state["last"]
    visited: set[int] = set()
    for row in rows:
        state["done"] += 1
        visited.add(row.id)
        if not (scan.is_quick and row.mtime_ns and _is_unchanged(top, row)):
            listing = read_folder(top, row.raw, scan.library.kind)
            if listing is not None:
                read.append((row, listing))
                file_count += len(listing.files)
                work += len(listing.files) * (1 if row.seen_ns else NEW_COSTS)
        last = max(last, row.id)
        if work >= WORK_AT_ONCE or scan.time_is_up:
            break
    state["again"] = [pk for pk in state["again"] if pk not in visited]
    if not read:
        state["last"] = last
        return
    scan.run.report(done=state["done"], current=display_path(read[-1][0].path))
    _require_root(scan, root, state["roots"][state["index"]]["device"])
    with transaction.atomic():
        state["last"] = last
        revived = store_listings(scan, root, read)
        state["again"].extend(pk for pk in revived if pk <= last)  # the others are still ahead
        scan.counts["folders"] += len(read)
        scan.counts["files"] += file_count
        scan.save()


def _is_unchanged(top: bytes, row: FolderRow) -> bool:
    """Whether the folder still carries the time at which it was last read completely."""
    try:
        facts = os.lstat(os.path.join(top, row.raw) if row.raw else top)
    except OSError:
        return False
    return facts.st_mtime_ns == row.mtime_ns


def _require_root(scan: Scan, root: RootFolder, device: int) -> None:
    """Make sure that what was just read was the root's and not an empty mount point. Raises RootAway."""
    look = look_at_root(root)
    if look.trouble or look.device != device:
        with transaction.atomic():
            mark_away(root, look.trouble or "gone")
        log.warning("A root went away during the scan library=%s root=%s", scan.library.pid, root.pid)
        _give_up(scan, root)
