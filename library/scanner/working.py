"""The scan as a job: which phase is worked on, and what happens when it is over."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from library.events import library_scanned
from library.models import Folder, Library, ScanRun
from library.scanner.enriching import enrich
from library.scanner.file_phase import read_files
from library.scanner.missing import settle_availability, settle_missing
from library.scanner.resolve_phase import resolve
from library.scanner.scan_state import Scan, open_scan
from library.scanner.starting import start_scan
from library.scanner.walking import walk
from mediaserver.lib.errors import Conflict
from mediaserver.system import events
from mediaserver.system.jobs import JobRun
from mediaserver.system.models import Job

Phase = Callable[[Scan], bool]
PHASES: dict[str, Phase] = {
    "walk": walk,
    "files": read_files,
    "resolve": resolve,
    "missing": settle_missing,
    "enrich": enrich,
}
_ORDER = list(PHASES)
ENDED = "ended"


def work_scan(run: JobRun) -> bool:
    """Do one short piece of a scan; True when the last phase is done. A piece may be done twice without harm.

    Phases that have nothing left to do follow one another in the same piece.
    """
    scan = open_scan(run)
    if scan is None:
        return True
    while work_phase(scan):
        if scan.cursor["phase"] == ENDED:
            with transaction.atomic():
                scan.tell_browsers(now=True)
                scan.save()
            return True
    return False


def work_phase(scan: Scan) -> bool:
    """Do a piece of the present phase; True where it is done and the next one is the present one."""
    phase = scan.cursor.setdefault("phase", _ORDER[0])
    if phase == ENDED:
        return True
    job = scan.run.job
    if job.phase != phase:
        job.phase, job.done_count, job.total_count, job.current = phase, 0, None, ""
    finished = PHASES[phase](scan)
    if finished:
        following = _ORDER.index(phase) + 1
        scan.cursor["phase"] = _ORDER[following] if following < len(_ORDER) else ENDED
    scan.run.result.update(scan.counts)
    return finished


def scan_ended(job: Job) -> None:
    """Close the record of the scan, and read what was marked while it ran."""
    library = Library.objects.filter(pk=job.arguments.get("library")).first()
    counts = job.cursor.get("counts", {})
    now = timezone.now()
    ScanRun.objects.filter(pk=job.cursor.get("scan_run")).update(
        finished_at=now,
        outcome=job.state,
        **{
            f"{name.removesuffix('s') if name in {'folders', 'files'} else name}_count": n for name, n in counts.items()
        },
    )
    if library is None:
        return
    if job.state != Job.State.SUCCEEDED and job.cursor.get("changed"):
        settle_availability(library)  # the next scan finds nothing changed, and would leave items as they are
    if job.state == Job.State.SUCCEEDED:
        library.last_scan_at = now
        if job.arguments.get("mode") == ScanRun.Mode.FULL:
            library.last_full_scan_at = now
        library.save(update_fields=["last_scan_at", "last_full_scan_at"])
    events.publish(events.LIBRARY, "library.changed", library=library.pid)
    transaction.on_commit(lambda: library_scanned.send(sender=Library, library=library, job=job))
    if job.arguments.get("again") and Folder.objects.filter(root__library=library, mtime_ns=0).exists():
        try:
            start_scan(library, mode=ScanRun.Mode.FOLDER)
        except Conflict:
            pass  # somebody was quicker; that scan reads the marked folders
