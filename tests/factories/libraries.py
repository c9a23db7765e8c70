"""Libraries of real folders, and scans carried out on the spot."""

from __future__ import annotations

import shutil
from pathlib import Path

from library.libraries import add_library
from library.models import Library, ScanRun
from library.scanner import active_scan, start_scan
from mediaserver.system.jobs import carry_on
from mediaserver.system.models import Job
from tests.factories.media_clips import clip


def put(kind: str, path: Path) -> Path:
    """Put a ready clip at `path`, making folders on the way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(clip(kind), path)
    return path


def carry_out(job: Job) -> Job:
    """Work on a job until it has ended, as the worker would."""
    while carry_on(job.pk):
        pass
    job.refresh_from_db()
    return job


def scanned_library(folder: Path, kind: str = "movies", name: str = "") -> Library:
    """A library of one folder, scanned."""
    library = add_library(name or f"{kind} {folder.name}", kind, [bytes(folder)])
    job = active_scan(library)
    assert job is not None
    ended = carry_out(job)
    assert ended.state == Job.State.SUCCEEDED, ended.error
    library.refresh_from_db()
    return library


def scan(library: Library, mode: str = ScanRun.Mode.QUICK) -> Job:
    """Scan the library now; returns the ended job."""
    return carry_out(start_scan(library, mode=mode))
