"""Clean-ups take what nobody needs and nothing else."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from library.artwork.originals import keep_original, original_path
from library.artwork.variants import variant_path
from mediaserver.ops.housekeeping import forget_expired_answers, forget_old_jobs, forget_unused_pictures
from mediaserver.ops.tasks import sweep_caches
from mediaserver.system.models import Job
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db

DAY_S = 24 * 3600


def aged(path: Path, days: float) -> Path:
    then = time.time() - days * DAY_S
    os.utime(path, (then, then))
    return path


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.CACHE_DIR = tmp_path / "data", tmp_path / "cache"


def test_pictures_without_a_row_go_after_a_day_and_others_stay() -> None:
    row = make.make_artwork(make.make_movie(make.make_library()))
    row.content_hash = keep_original(b"wanted", "image/webp")
    row.save()
    kept = [aged(original_path(row.content_hash, "image/webp"), 9)]
    variant_path(row, 240).parent.mkdir(parents=True)
    variant_path(row, 240).write_bytes(b"small")
    kept.append(aged(variant_path(row, 240), 9))
    kept.append(aged(original_path(keep_original(b"about to be wanted", "image/webp"), "image/webp"), 0.5))
    unwanted = aged(original_path(keep_original(b"unwanted", "image/webp"), "image/webp"), 2)
    assert forget_unused_pictures() == 1
    assert not unwanted.exists()
    assert all(path.exists() for path in kept)
    assert forget_unused_pictures() == 0


def test_no_folder_of_pictures_is_no_trouble() -> None:
    assert forget_unused_pictures() == 0


def test_ended_jobs_go_after_ninety_days_and_active_ones_never() -> None:
    now = timezone.now()
    for number, (state, days) in enumerate([("succeeded", 91), ("failed", 89), ("running", 400), ("queued", 400)]):
        job = Job.objects.create(kind="scan", key=str(number), state=state)
        finished = now - timedelta(days=days) if state not in Job.ACTIVE else None
        Job.objects.filter(pk=job.pk).update(created_at=now - timedelta(days=days), finished_at=finished)
    forget_old_jobs()
    assert set(Job.objects.values_list("state", flat=True)) == {"failed", "running", "queued"}


def test_sessions_that_ended_go() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    forget_expired_answers()
    assert Session.objects.get().session_key == "new"


def test_all_clean_ups_run_twice_without_harm() -> None:
    sweep_caches()
    sweep_caches()
