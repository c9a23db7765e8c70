"""Phase "files": recognise what moved, read the inside of what is new or changed, put it into the catalogue at once.

Resolving follows each batch, so that the first posters appear while the rest is still being read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from library.models import MediaFile
from library.scanner.moving import find_moved, move_rows
from library.scanner.probe_records import store_keyframes, store_probes
from library.scanner.probing import probe_files
from library.scanner.resolve_phase import resolve_some
from library.scanner.scan_state import Scan
from mediaserver.lib.paths import display_path

FILES_AT_ONCE = 400


def read_files(scan: Scan) -> bool:
    """Do one piece; True when every file that can be read was tried once in this scan."""
    state = scan.cursor.setdefault("files", {"last": 0, "done": 0})
    # Only what the index on (library, probed_at, id) answers; anything more, and SQLite walks through all files.
    waiting = MediaFile.objects.filter(library=scan.library, probed_at__isnull=True, id__gt=state["last"])
    found = list(waiting.order_by("id")[:FILES_AT_ONCE])
    if not found:
        return True
    if "total" not in state:
        state["total"] = waiting.count()
    roots = _roots_here(scan)
    files = [file for file in found if file.missing_since is None and file.root_id in roots]
    if not files:
        state["last"] = found[-1].pk
        return False
    scan.run.report(done=state["done"], total=state["total"], current=display_path(files[0].path))
    moves = find_moved(scan, files)
    moved: list[MediaFile] = []
    if moves:
        with transaction.atomic():
            moved = move_rows(scan, moves, files)
            scan.save()
    rest = [file for file in files if file.pk not in moves] + [file for file in moved if file.probed_at is None]
    outcomes = probe_files(scan, rest)
    tried = {outcome.file.pk for outcome in outcomes} | set(moves)
    indexed = store_keyframes(outcomes)
    with transaction.atomic():
        store_probes(scan, outcomes, indexed)
        state["last"] = _last_of_row(files, tried, state["last"])
        state["done"] += len(tried)
        scan.save()
    resolve_some(scan)
    return False


def _last_of_row(files: Sequence[MediaFile], tried: Collection[int], before: int) -> int:
    """The key up to which every file was tried."""
    last = before
    for file in files:
        if file.pk not in tried:
            break
        last = file.pk
    return last


def _roots_here(scan: Scan) -> set[int]:
    return scan.roots.keys() - set(scan.cursor.get("away", []))
