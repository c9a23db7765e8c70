"""Wanting a scan: one at a time for each library; a wish that comes meanwhile is kept for afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction

from library.models import Folder, Library, MediaFile, RootFolder, ScanRun, SkippedFile
from mediaserver.lib.errors import Conflict
from mediaserver.lib.paths import decode_path, path_hash
from mediaserver.system.jobs import start_job
from mediaserver.system.models import Job
from mediaserver.system.tasks import Priority

SCAN = "scan"


def scan_key(library: Library) -> str:
    """The key under which a library is scanned once at a time."""
    return f"scan:{library.pid}"


def active_scan(library: Library) -> Job | None:
    """Return the scan that waits or runs."""
    return Job.objects.active().filter(key=scan_key(library)).first()


def start_scan(library: Library, *, mode: str = ScanRun.Mode.QUICK, created_by: uuid.UUID | None = None) -> Job:
    """Start comparing the library with its folders: "quick" by folder times, "full" by every file's size and time.

    Raises Conflict where the library is being scanned.
    """
    return start_job(
        SCAN,
        key=scan_key(library),
        subject=library.name,
        subject_id=library.public_id,
        arguments={"library": library.pk, "mode": str(mode)},
        created_by=created_by,
        priority=Priority.HIGH if created_by else Priority.NORMAL,
    )


def scan_folder(root: RootFolder, path: bytes, *, created_by: uuid.UUID | None = None) -> Job:
    """Read one folder (relative to its root) and what is new below it, soon."""
    return scan_folders(root.library, [(root, path)], created_by=created_by)


def scan_folders(
    library: Library, folders: Sequence[tuple[RootFolder, bytes]], *, created_by: uuid.UUID | None = None
) -> Job:
    """Read some folders of a library soon.

    While a scan runs already, they are marked and read right after it; the running scan is returned.
    """
    with transaction.atomic():
        for root, path in folders:
            mark_unread(root, path)
        running = active_scan(library)
        if running is None:
            try:
                return start_scan(library, mode=ScanRun.Mode.FOLDER, created_by=created_by)
            except Conflict:
                running = active_scan(library)
                if running is None:
                    raise
        want_another(running)
        return running


def read_again(skipped: SkippedFile, *, created_by: uuid.UUID | None = None) -> Job:
    """Try a file or folder once more that was passed over, although it did not change."""
    root = skipped.root
    same = MediaFile.objects.filter(root=root, path_hash=bytes(skipped.path_hash))
    with transaction.atomic():
        same.update(probed_at=None, resolved_at=None)
        return scan_folders(root.library, [(root, decode_path(skipped.path))], created_by=created_by)


def want_another(running: Job) -> None:
    """Have marked folders read when the running scan has ended."""
    Job.objects.active().filter(pk=running.pk).update(arguments={**running.arguments, "again": True})


def mark_unread(root: RootFolder, path: bytes) -> None:
    """Ask the next scan to read this folder, or the nearest known one above it."""
    parts = path.split(b"/") if path else []
    candidates = [path_hash(b"/".join(parts[:count])) for count in range(len(parts), -1, -1)]
    rows = Folder.objects.filter(root=root, path_hash__in=candidates, missing_since__isnull=True)
    known = {bytes(digest): pk for digest, pk in rows.values_list("path_hash", "id")}
    nearest = next((known[digest] for digest in candidates if digest in known), None)
    if nearest is not None:
        Folder.objects.filter(pk=nearest).update(mtime_ns=0)
