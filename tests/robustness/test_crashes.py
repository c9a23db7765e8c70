"""kill -9, SIGTERM and cancel in the middle of a scan: nothing is lost, nothing is there twice, nothing stays behind."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.e2e.running import until
from tests.e2e.visitor import Visitor
from tests.robustness import media
from tests.robustness.grounds import OWNER, Grounds, add_library, jobs, set_up, wait_gone, wait_idle

WORKER_NOTICED_WITHIN_S = 30


def read_count(grounds: Grounds) -> int:
    return int(grounds.one("SELECT count(*) FROM library_mediafile WHERE probed_at IS NOT NULL"))


def in_mid_scan(grounds: Grounds, at_least: int = 1) -> None:
    """Wait until some files are read and the scan goes on."""
    until(lambda: read_count(grounds) >= at_least, f"{at_least} files are read", within_s=90)
    states = {state for (state,) in grounds.rows("SELECT state FROM system_job")}
    assert "running" in states, "the scan was over before anything could happen to it: more files are needed"


def expect_complete(grounds: Grounds, **items: int) -> None:
    """Every file once, every item once with exactly one version of one file, every item with a picture."""
    files = sum(items.values())
    assert grounds.one("SELECT count(*) FROM library_mediafile") == files
    assert grounds.one("SELECT count(DISTINCT path) FROM library_mediafile") == files
    assert read_count(grounds) == files
    for kind, count in items.items():
        assert grounds.one(f"SELECT count(*) FROM library_mediaitem WHERE kind = '{kind}'") == count, kind
    leaves = ", ".join(f"'{kind}'" for kind in items)
    assert grounds.one("SELECT count(*) FROM library_version") == files
    assert grounds.one("SELECT count(*) FROM library_itemfile") == files
    assert grounds.one("SELECT count(DISTINCT file_id) FROM library_itemfile") == files
    assert grounds.one("SELECT count(*) FROM library_skippedfile") == 0
    missing = "SELECT count(*) FROM library_mediaitem WHERE availability <> 'available'"
    assert grounds.one(missing) == 0
    bare = (
        f"SELECT count(*) FROM library_mediaitem i WHERE kind IN ({leaves}) AND kind <> 'track' AND NOT EXISTS "
        "(SELECT 1 FROM library_artwork a WHERE a.item_id = i.id)"
    )
    assert grounds.one(bare) == 0
    twice = "SELECT count(*) FROM (SELECT 1 FROM library_artwork GROUP BY item_id, kind, origin HAVING count(*) > 1) t"
    assert grounds.one(twice) == 0
    states = {state for (state,) in grounds.rows("SELECT state FROM system_job WHERE kind = 'scan'")}
    assert states == {"succeeded"}


def test_scan_survives_killed_worker_and_killed_web_process(grounds: Grounds, tmp_path: Path) -> None:
    films = media.films(tmp_path / "films", 60)
    photos = media.photos(tmp_path / "photos", 60)
    owner = grounds.serve()
    set_up(owner)
    add_library(owner, "movies", tmp_path / "films")
    add_library(owner, "photos", tmp_path / "photos")
    in_mid_scan(grounds, 5)

    worker = grounds.pid_of("worker")
    before = read_count(grounds)
    os.kill(worker, signal.SIGKILL)
    killed_at = time.monotonic()
    until(lambda: read_count(grounds) > before, "another worker goes on", within_s=WORKER_NOTICED_WITHIN_S)
    assert time.monotonic() - killed_at < WORKER_NOTICED_WITHIN_S
    assert grounds.pid_of("worker") != worker

    web = grounds.pid_of("web")
    os.kill(web, signal.SIGKILL)
    until(lambda: grounds.pid_of("web") != web, "another web process")
    wait_idle(owner)
    expect_complete(grounds, movie=films, photo=photos)
    assert grounds.stop() <= 5


def test_killed_supervisor_leaves_nothing_behind_and_the_scan_goes_on_at_the_next_start(
    grounds: Grounds, tmp_path: Path
) -> None:
    films = media.films(tmp_path / "films", 80)
    owner = grounds.serve()
    set_up(owner)
    add_library(owner, "movies", tmp_path / "films")
    in_mid_scan(grounds)
    family = grounds.family()
    assert any("sandbox" in " ".join(process.cmdline()) for process in family), "no media process runs yet"
    grounds.kill()
    wait_gone(family, within_s=5)

    owner = grounds.serve()
    owner.sign_in(OWNER)
    wait_idle(owner)
    expect_complete(grounds, movie=films)
    assert len(grounds.rows("SELECT id FROM library_scanrun")) == 1


def test_sigterm_in_mid_scan_ends_everything_within_five_seconds(grounds: Grounds, tmp_path: Path) -> None:
    films = media.films(tmp_path / "films", 40)
    owner = grounds.serve()
    set_up(owner)
    add_library(owner, "movies", tmp_path / "films")
    in_mid_scan(grounds)
    assert grounds.stop() <= 5
    assert "Traceback" not in grounds.console, grounds.console

    owner = grounds.serve()
    owner.sign_in(OWNER)
    wait_idle(owner)
    expect_complete(grounds, movie=films)


def test_cancel_in_mid_scan_takes_effect_at_once_and_the_next_scan_finishes(grounds: Grounds, tmp_path: Path) -> None:
    films = media.films(tmp_path / "films", 50)
    owner = grounds.serve()
    set_up(owner)
    library = add_library(owner, "movies", tmp_path / "films")
    in_mid_scan(grounds)
    job = jobs(owner, "active")[0]
    asked_at = time.monotonic()
    owner.api(f"jobs/{job['id']}/cancel/", {})
    until(lambda: owner.api(f"jobs/{job['id']}/")["state"] == "cancelled", "the scan stops", within_s=5)
    assert time.monotonic() - asked_at < 3
    owner.api(f"libraries/{library['id']}/scan/", {"mode": "quick"})
    wait_idle(owner)
    assert grounds.one("SELECT count(*) FROM library_mediaitem WHERE kind = 'movie'") == films
    assert grounds.one("SELECT count(*) FROM library_itemfile") == films


@pytest.mark.deep
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_kills_at_random_moments_lose_nothing(grounds: Grounds, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    made = {
        "movie": media.films(tmp_path / "films", 200),
        "photo": media.photos(tmp_path / "photos", 200),
        "track": media.tracks(tmp_path / "music", 120),
    }
    owner = grounds.serve()
    set_up(owner)
    for kind, folder in (("movies", "films"), ("photos", "photos"), ("music", "music")):
        add_library(owner, kind, tmp_path / folder)
    for _ in range(8):
        time.sleep(chance.uniform(0.5, 4.0))  # the subject: any moment
        owner = _hurt(grounds, owner, chance.choice(["worker", "web", "watcher", "media", "supervisor"]))
    wait_idle(owner, within_s=300)
    expect_complete(grounds, **made)


def _hurt(grounds: Grounds, owner: Visitor, what: str) -> Visitor:
    if what == "supervisor":
        wait_gone(grounds.kill(), within_s=5)
        owner = grounds.serve()
        owner.sign_in(OWNER)
    elif what == "media":
        for process in grounds.family():
            if "sandbox" in " ".join(process.cmdline()):
                process.kill()
                break
    else:
        try:
            os.kill(grounds.pid_of(what), signal.SIGKILL)
        except (ProcessLookupError, psutil.NoSuchProcess):
            pass  # it was just being replaced
    return owner
