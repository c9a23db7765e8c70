"""A worker that dies in mid-scan: the next one goes on, nothing is lost and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from library.libraries import add_library
from library.models import Artwork, ItemFile, Library, MediaFile, MediaItem, ScanRun
from library.scanner import active_scan, start_scan, work_scan
from library.scanner.scan_state import open_scan
from library.scanner.working import work_phase
from mediaserver.lib.errors import Conflict
from mediaserver.system.jobs import JobLost, JobRun, cancel_job
from mediaserver.system.models import Job
from tests.factories.libraries import carry_out, scanned_library
from tests.factories.media_clips import clip

pytestmark = pytest.mark.django_db(transaction=True)

FILMS = 30


class WorkerKilled(BaseException):
    """Stands for kill -9: nothing of the piece after it happens."""


def library_of(folder: Path, count: int = FILMS) -> Library:
    source = clip("webm").read_bytes()
    for number in range(count):
        path = folder / f"Film {number:03d} (2020)" / f"Film {number:03d} (2020).webm"
        path.parent.mkdir(parents=True)
        path.write_bytes(source + number.to_bytes(4, "big"))
    return add_library("Films", "movies", [bytes(folder)])


def one_piece(job: Job, *, keep_cursor: bool = True, work: Callable[[JobRun], bool] = work_scan) -> bool:
    """Do one piece as a worker would; `keep_cursor` False loses what was not saved with the piece's own writes."""
    job.refresh_from_db()
    owner = "worker-1"
    assert job.take_lease(owner)
    job.refresh_from_db()
    run = JobRun(job=job, owner=owner, cursor=dict(job.cursor), result=dict(job.result))
    finished = work(run)
    if keep_cursor:
        run.save()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timezone.timedelta(seconds=1))
    return finished


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 5, 6])
def test_scan_killed_after_any_piece_ends_complete_and_nothing_twice(tmp_path: Path, pieces: int) -> None:
    library = library_of(tmp_path, 12)
    job = active_scan(library)
    assert job is not None
    for _ in range(pieces):
        one_piece(job, keep_cursor=False)
    ended = carry_out(job)
    assert ended.state == Job.State.SUCCEEDED
    assert MediaFile.objects.filter(probed_at__isnull=False).count() == 12
    assert MediaItem.objects.filter(kind="movie").count() == 12
    assert ItemFile.objects.count() == 12
    assert all(Artwork.objects.filter(item=item).exists() for item in MediaItem.objects.all())
    run = ScanRun.objects.get()
    assert (run.outcome, run.added_count, run.file_count) == ("succeeded", 12, 12)


def test_every_piece_done_twice_changes_nothing(tmp_path: Path) -> None:
    library = library_of(tmp_path, 8)
    job = active_scan(library)
    assert job is not None
    for _ in range(60):
        job.refresh_from_db()
        before: dict[str, Any] = dict(job.cursor)
        one_piece(job)
        Job.objects.filter(pk=job.pk).update(cursor=before)  # the worker died before its last word
        if one_piece(job):
            break
    assert (MediaFile.objects.count(), MediaItem.objects.count(), ItemFile.objects.count()) == (8, 8, 8)


def test_cancelled_scan_stops_and_the_next_one_finishes(tmp_path: Path) -> None:
    library = library_of(tmp_path, 6)
    job = active_scan(library)
    assert job is not None
    one_piece(job)
    cancel_job(job)
    with pytest.raises(JobLost):
        one_piece(job)
    Job.objects.filter(pk=job.pk).update(lease_until=None, lease_owner="")
    assert carry_out(job).state == Job.State.CANCELLED
    assert carry_out(start_scan(library)).state == Job.State.SUCCEEDED
    assert MediaItem.objects.count() == 6


def test_one_scan_per_library_at_a_time(tmp_path: Path) -> None:
    library = library_of(tmp_path, 1)
    with pytest.raises(Conflict):
        start_scan(library)


def test_scan_takes_few_queries_per_thousand_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Growing from 20 to 120 films in one folder must not add a query for each file, nor a quick rescan any."""
    monkeypatch.setattr("library.scanner.probing.PROBE_S", 600.0)  # batches as large as on an idle machine
    source = clip("webm").read_bytes()

    def fill(folder: Path, count: int) -> Path:
        folder.mkdir()
        for number in range(count):
            (folder / f"Film {number:03d} (2020).webm").write_bytes(source + number.to_bytes(4, "big"))
        return folder

    counts = {}
    for size in (20, 120):
        library = add_library(f"Films {size}", "movies", [bytes(fill(tmp_path / str(size), size))])
        job = active_scan(library)
        assert job is not None
        phases: dict[str, int] = {}
        finished = False
        while not finished:
            job.refresh_from_db()
            phase = job.cursor.get("phase", "walk")
            if phase == "enrich":
                break
            with CaptureQueriesContext(
                connection,
            ) as queries:
                finished = one_piece(job, work=lambda run: work_phase(open_scan(run)) and False)
            written = [q for q in queries.captured_queries if "system_job" not in q["sql"]]
            phases[phase] = phases.get(phase, 0) + len(written)
        counts[size] = phases
    grown = sum(counts[120].values()) - sum(counts[20].values())
    assert grown <= 60, counts


def test_quick_rescan_of_an_unchanged_library_asks_the_database_little(tmp_path: Path) -> None:
    import os

    library_of(tmp_path, 40)
    for path in [*tmp_path.rglob("*"), tmp_path]:
        os.utime(path, (1_600_000_000, 1_600_000_000))
    library = Library.objects.get()
    carry_out(active_scan(library))
    scan_job = start_scan(library)
    with CaptureQueriesContext(connection) as queries:
        carry_out(scan_job)
    assert scan_job.state == Job.State.SUCCEEDED
    assert scan_job.result["folders"] == 0
    assert len(queries) <= 60, len(queries)


def test_library_removed_during_a_scan_ends_it_quietly(tmp_path: Path) -> None:
    library = scanned_library(tmp_path)
    job = start_scan(library)
    Library.objects.all().delete()
    assert carry_out(job).state == Job.State.SUCCEEDED
