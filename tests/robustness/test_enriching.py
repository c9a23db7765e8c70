"""The phase that gathers pictures keeps its place in a few bytes and goes on from there, in the order people see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from library.libraries import add_library
from library.models import Artwork, MediaItem
from library.scanner import active_scan
from mediaserver.system.jobs import JobRun
from mediaserver.system.models import Job
from tests.factories.libraries import carry_out, scan
from tests.robustness import media

pytestmark = pytest.mark.django_db


def test_place_in_the_catalogue_takes_no_more_room_for_more_items(tmp_path: Path) -> None:
    from library.scanner import work_scan

    media.tracks(tmp_path, 36)
    job = active_scan(add_library("Music", "music", [bytes(tmp_path)]))
    assert job is not None
    assert job.take_lease("worker")
    job.refresh_from_db()
    run = JobRun(job=job, owner="worker", cursor={}, result={})
    longest = 0
    while not work_scan(run):
        run.save()
        if run.cursor["phase"] == "enrich":
            longest = max(longest, len(json.dumps(run.cursor)))
    assert 0 < longest < 800
    assert set(Artwork.objects.values_list("item__kind", flat=True)) == {"artist", "album"}


def test_resumed_after_its_last_piece_it_is_done(tmp_path: Path) -> None:
    media.films(tmp_path, 3)
    library = add_library("Films", "movies", [bytes(tmp_path)])
    job = active_scan(library)
    assert job is not None
    cursor = {"phase": "enrich", "changed": True, "enrich": {"tier": 3, "last": 0, "done": 3, "total": 3}}
    Job.objects.filter(pk=job.pk).update(cursor=cursor)
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
