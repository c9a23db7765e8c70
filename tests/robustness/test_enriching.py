"""The phase that gathers pictures keeps its place in a few bytes and goes on from there, in the order people see."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from library.libraries import add_library
from library.models import Artwork, MediaItem
from library.scanner import active_scan
from mediaserver.system import jobs
from mediaserver.system.jobs import JobRun, carry_on
from mediaserver.system.models import Job
from tests.factories.libraries import carry_out, scan
from tests.robustness import media

pytestmark = pytest.mark.django_db


class KilledWorker(BaseException):
    """Stands for kill -9: nothing of the piece after it happens."""


def test_place_in_the_catalogue_takes_no_more_room_for_more_items(tmp_path: Path) -> None:
    from library.scanner import work_scan

    media.tracks(tmp_path, 36)
    job = active_scan(add_library("Music", "music", [bytes(tmp_path)]))
    assert job is not None
    assert job.take_lease("worker")
    job.refresh_from_db()
    run = JobRun(job=job, owner="worker", cursor={}, result={})
    while not work_scan(run):
        run.save()
    assert run.cursor["enrich"]["done"] == 4
    assert len(json.dumps(run.cursor["enrich"])) < 100
    assert set(Artwork.objects.values_list("item__kind", flat=True)) == {"artist", "album"}


def test_worker_that_dies_among_the_pictures_leaves_none_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed as often as there are reports: each time in front of some items that were just announced."""
    media.films(tmp_path, 9)
    library = add_library("Films", "movies", [bytes(tmp_path)])
    job = active_scan(library)
    assert job is not None
    monkeypatch.setattr(jobs, "REPORT_EVERY_S", 0.0)
    kept = JobRun.save
    killed: list[int] = []

    def save_and_die(run: JobRun) -> None:
        kept(run)
        if run.cursor.get("phase") == "enrich" and "enrich" in run.cursor and run.job.done_count not in killed:
            killed.append(run.job.done_count)
            Job.objects.filter(pk=run.job.pk).update(lease_until=None)
            raise KilledWorker

    monkeypatch.setattr(JobRun, "save", save_and_die)
    for _ in range(20):
        with contextlib.suppress(KilledWorker):
            while carry_on(job.pk):
                pass
    job.refresh_from_db()
    assert len(killed) > 2
    assert job.state == Job.State.SUCCEEDED
    assert not MediaItem.objects.filter(artwork__isnull=True).exists()


def test_resumed_after_its_last_piece_it_is_done(tmp_path: Path) -> None:
    media.films(tmp_path, 3)
    library = add_library("Films", "movies", [bytes(tmp_path)])
    job = active_scan(library)
    assert job is not None
    carry_out(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, lease_until=None)
    assert carry_out(job).state == Job.State.SUCCEEDED


def test_item_that_lost_its_pictures_gets_them_back_in_the_next_full_scan(tmp_path: Path) -> None:
    media.films(tmp_path, 6)
    library = add_library("Films", "movies", [bytes(tmp_path)])
    job = active_scan(library)
    assert job is not None
    carry_out(job)
    bare = MediaItem.objects.order_by("pk").last()
    Artwork.objects.filter(item=bare).delete()
    kept = set(Artwork.objects.values_list("pk", flat=True))
    scan(library, "full")
    assert Artwork.objects.filter(item=bare).exists()
    assert kept <= set(Artwork.objects.values_list("pk", flat=True))
