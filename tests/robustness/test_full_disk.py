"""The disk fills up while the server works: clear words, nothing lost, the server lives, and goes on when there is room."""

from __future__ import annotations

import json
import urllib.error
from pathlib import Path
from typing import Any

from tests.e2e.running import until
from tests.robustness import media
from tests.robustness.fixtures import MakeGrounds
from tests.robustness.full_disks import fill, small_disk
from tests.robustness.grounds import ON_POSTGRESQL, Guest, add_library, jobs, set_up, wait_idle


def failure_of(visitor: Guest, path: str, body: Any) -> tuple[int, dict[str, Any]]:
    """Status and body of an API call that is meant to fail."""
    try:
        visitor.api(path, body)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
    raise AssertionError(f"{path} did not fail")


def test_disk_that_fills_up_in_mid_scan_loses_nothing(make_grounds: MakeGrounds, tmp_path: Path) -> None:
    films = media.films(tmp_path / "films", 60)
    with small_disk(tmp_path / "disk", size_kb=96_000) as disk:
        grounds = make_grounds(disk)
        owner = grounds.serve()
        set_up(owner)
        library = add_library(owner, "movies", tmp_path / "films")
        until(lambda: grounds.one("SELECT count(*) FROM library_mediafile WHERE probed_at IS NOT NULL") > 0, "it scans")
        ballast = fill(disk)
        before = grounds.one("SELECT count(*) FROM library_itemfile")

        assert owner.get("/health")
        assert library["name"] in owner.get("/app/settings/libraries/")
        assert library["name"] in owner.get(f"/app/libraries/{library['id']}/")
        if not ON_POSTGRESQL:  # its files lie elsewhere
            status, answer = failure_of(owner, "playlists/", {"name": "x" * 100})
            assert (status, answer["code"]) == (507, "disk_full"), answer
            assert "disk" in answer["message"]

        ballast.unlink()
        until(lambda: not jobs(owner, "active"), "the scan ends or is taken up again", within_s=90)
        assert grounds.one("SELECT count(*) FROM library_itemfile") >= before
        for job in jobs(owner, "ended"):
            assert job["state"] == "succeeded" or "disk" in job["error"], job
        owner.api(f"libraries/{library['id']}/scan/", {"mode": "full"})
        assert wait_idle(owner)[0]["state"] == "succeeded"
        assert grounds.one("SELECT count(*) FROM library_mediaitem WHERE kind = 'movie'") == films
        assert grounds.one("SELECT count(*) FROM library_itemfile") == films
        bare = "SELECT count(*) FROM library_mediaitem i WHERE NOT EXISTS (SELECT 1 FROM library_artwork a WHERE a.item_id = i.id)"
        assert grounds.one(bare) == 0
        if not ON_POSTGRESQL:
            assert grounds.one("PRAGMA integrity_check") == "ok"
        assert grounds.stop() <= 5
