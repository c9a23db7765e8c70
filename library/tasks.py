"""Work for the queue. Each task is safe to run twice."""

from __future__ import annotations

from library.models import Library, RootFolder, ScanRun
from library.scanner import start_scan
from library.scanner.roots import look_at_root
from mediaserver.lib.errors import Conflict
from mediaserver.system.health import run_checks


def compare_all_libraries() -> None:
    """Start a full scan of every library that is not being scanned."""
    for library in Library.objects.all():
        _start(library, ScanRun.Mode.FULL)


def look_at_unwatched_libraries() -> None:
    """Start a quick scan of libraries of whose changes the system does not tell."""
    for library in Library.objects.exclude(watching_now="notices").exclude(watching=Library.Watching.OFF):
        _start(library, ScanRun.Mode.QUICK)


def look_for_roots() -> None:
    """Check whether roots are there; scan the library of one that came back."""
    run_checks("library-root")
    for root in RootFolder.objects.filter(away_since__isnull=False).select_related("library"):
        if not look_at_root(root).trouble:
            _start(root.library, ScanRun.Mode.QUICK)


def _start(library: Library, mode: str) -> None:
    try:
        start_scan(library, mode=mode)
    except Conflict:
        pass  # it is being scanned already
