"""The real server over a collection that wants to do harm: every file an item or a reason, every page answers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.error
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest

from mediaserver.lib.paths import decode_path
from tests.e2e.running import until
from tests.e2e.visitor import Visitor
from tests.factories.media_clips import clip
from tests.factories.plain_users import folder_open_to_all
from tests.robustness.fixtures import MakeGrounds
from tests.robustness.grounds import ON_POSTGRESQL, Grounds, Guest, add_library, set_up, wait_idle
from tests.robustness.hostile_media import NAMES, Hostile, hostile_films, hostile_music, hostile_photos

DEVICE = {
    "containers": ["mp4", "webm", "matroska"],
    "video": {"h264": {}, "vp9": {}},
    "audio": {"aac": {}, "opus": {}},
}
WITHOUT_OVERRIDE = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
"""Even root is held up by closed doors then."""


@pytest.fixture
def wide_folder() -> Iterator[Path]:
    with folder_open_to_all() as folder:
        yield folder


def known_paths(grounds: Grounds, library: str) -> tuple[set[bytes], dict[bytes, str]]:
    """Files that are part of an item, and reasons of those that were passed over."""
    items = grounds.rows(
        "SELECT DISTINCT f.path FROM library_mediafile f JOIN library_itemfile i ON i.file_id = f.id "
        f"JOIN library_library l ON l.id = f.library_id WHERE l.name = '{library}'"
    )
    skipped = grounds.rows(
        "SELECT s.path, s.reason FROM library_skippedfile s JOIN library_library l ON l.id = s.library_id "
        f"WHERE l.name = '{library}'"
    )
    return {decode_path(path) for (path,) in items}, {decode_path(path): reason for path, reason in skipped}


def expect_all_accounted_for(grounds: Grounds, library: str, made: Hostile) -> None:
    items, skipped = known_paths(grounds, library)
    assert set(made.good) <= items
    assert made.refused <= set(skipped), made.refused - set(skipped)
    assert not made.refused & items
    lost = made.damaged - items - set(skipped)
    assert not lost, lost
    assert not any("Deeper" in repr(path) for path in items)


def all_items(visitor: Visitor) -> list[dict[str, Any]]:
    rows, cursor = [], ""
    while True:
        page = visitor.api(f"items/?limit=100{cursor}")
        rows += page["results"]
        if not page["next_cursor"]:
            return rows
        cursor = f"&cursor={page['next_cursor']}"


def expect_every_page_answers(visitor: Visitor) -> str:
    """Open all pages; returns their text."""
    text = ""
    for path in ("", "settings/libraries/", "settings/skipped/", "jobs/", "health/", "activity/", "search/?q=alert"):
        text += visitor.get(f"/app/{path}")
    for library in visitor.api("libraries/")["results"]:
        path = f"/app/libraries/{library['id']}/"
        for _ in range(20):
            page = visitor.get(path)
            text += page
            following = re.search(r'(?:hx-get|href)="([^"]*cursor=[^"]*)"', page)
            if following is None:
                break
            path = following[1].replace("&amp;", "&")
            path = path if path.startswith("/") else f"/app/libraries/{library['id']}/{path}"
    for row in all_items(visitor):
        text += visitor.get(f"/app/items/{row['id']}/")
        details = visitor.api(f"items/{row['id']}/")
        assert details["id"] == row["id"]
    visitor.api("skipped-files/?limit=100")
    visitor.api("search/?q=lamp")
    return text


def test_everything_is_an_item_or_has_a_reason_and_every_page_answers(
    make_grounds: MakeGrounds, wide_folder: Path
) -> None:
    for name in ("films", "music", "photos"):
        (wide_folder / name).mkdir()
    films = hostile_films(wide_folder / "films", seeds=range(4))
    music = hostile_music(wide_folder / "music", seeds=range(4))
    photos = hostile_photos(wide_folder / "photos", seeds=range(4))
    grounds = make_grounds()
    owner = grounds.serve()
    set_up(owner)
    for kind, made in (("movies", films), ("music", music), ("photos", photos)):
        add_library(owner, kind, made.folder, kind)
    ended = wait_idle(owner)
    assert {job["state"] for job in ended} == {"succeeded"}, ended

    for kind, made in (("movies", films), ("music", music), ("photos", photos)):
        expect_all_accounted_for(grounds, kind, made)
    assert known_paths(grounds, "photos")[1][b"bomb.png"] == "too_large"
    assert not [
        folder for folder in (Path.cwd(), wide_folder, films.folder, grounds.data) if (folder / "pwned").exists()
    ]

    text = expect_every_page_answers(owner)
    for bad in ("<script>alert(1)", "<img src=x", "\x1b[31m"):
        assert bad not in text
    assert escape('"><img src=x onerror=alert(1)>') in text.replace("&#x27;", "'").replace("&#34;", "&quot;")
    assert "{{ 7*7 }}" in text
    expect_bytes_are_right(grounds, owner, films)

    again = owner.api("libraries/")["results"]
    for library in again:
        owner.api(f"libraries/{library['id']}/scan/", {"mode": "full"})
    ended = wait_idle(owner)
    results = [job["result"] for job in ended[:3]]
    assert all((r["added"], r["changed"], r["moved"], r["missing"]) == (0, 0, 0, 0) for r in results), results
    assert grounds.stop() <= 5
    assert "Traceback" not in grounds.console, grounds.console


def expect_bytes_are_right(grounds: Grounds, owner: Guest, films: Hostile) -> None:
    """Each file with a hostile name comes over the wire as it lies on disk."""
    rows = grounds.rows(
        "SELECT f.path, m.public_id FROM library_mediafile f JOIN library_itemfile i ON i.file_id = f.id "
        "JOIN library_version v ON v.id = i.version_id JOIN library_mediaitem m ON m.id = v.item_id"
    )
    items = {decode_path(path): str(public_id).replace("-", "") for path, public_id in rows}
    for path, content in films.good.items():
        started = owner.api("playback/", {"item": items[path], "device": DEVICE})
        assert started["is_playable"], (path, started["decision"])
        address = started["parts"][0]["url"]
        assert owner.get_bytes(address) == content, path
        assert owner.get_bytes(address, range_header="bytes=-3") == content[-3:]
    assert len(films.good) == len(NAMES) + 1


def test_closed_folders_and_files_are_listed_with_the_command_that_helps(
    make_grounds: MakeGrounds, wide_folder: Path
) -> None:
    films = wide_folder / "films"
    for name in ("Open (2020)", "Closed 'folder' (2021)", "Closed file (2022)"):
        (films / name).mkdir(parents=True)
        (films / name / f"{name}.webm").write_bytes(clip("webm").read_bytes() + name.encode())
    (films / "Closed 'folder' (2021)").chmod(0)
    (films / "Closed file (2022)" / "Closed file (2022).webm").chmod(0)
    grounds = make_grounds()
    if os.geteuid() == 0:
        if ON_POSTGRESQL:
            pytest.skip("without root's rights the way to the socket of the suite's PostgreSQL is shut too")
        if shutil.which("setpriv") is None or subprocess.run([*WITHOUT_OVERRIDE, "true"], check=False).returncode:
            pytest.skip("root's right to read everything can't be taken away here (no setpriv, or not allowed)")
        grounds.before_command = WITHOUT_OVERRIDE
    owner = grounds.serve()
    set_up(owner)
    library = add_library(owner, "movies", films, "movies")
    assert wait_idle(owner)[0]["state"] == "succeeded"
    items, skipped = known_paths(grounds, "movies")
    assert items == {b"Open (2020)/Open (2020).webm"}
    assert skipped == {
        b"Closed 'folder' (2021)": "unreadable",
        b"Closed file (2022)/Closed file (2022).webm": "unreadable",
    }
    page = owner.get("/app/settings/skipped/")
    assert "setfacl" in page
    assert escape("Closed 'folder' (2021)") in page

    (films / "Closed 'folder' (2021)").chmod(0o755)
    (films / "Closed file (2022)" / "Closed file (2022).webm").chmod(0o644)
    owner.api(f"libraries/{library['id']}/scan/", {"mode": "quick"})
    wait_idle(owner)
    items, skipped = known_paths(grounds, "movies")
    assert (len(items), skipped) == (3, {})
    grounds.stop()


def test_file_replaced_while_it_is_played_never_mixes_old_and_new(make_grounds: MakeGrounds, tmp_path: Path) -> None:
    film = tmp_path / "films" / "Rain (2020)" / "Rain (2020).webm"
    film.parent.mkdir(parents=True)
    old = clip("webm").read_bytes() + b"old"
    film.write_bytes(old)
    grounds = make_grounds()
    owner = grounds.serve()
    set_up(owner)
    add_library(owner, "movies", tmp_path / "films", "movies")
    wait_idle(owner)
    item = all_items(owner)[0]["id"]
    address = owner.api("playback/", {"item": item, "device": DEVICE})["parts"][0]["url"]
    headers = owner.get_headers(address)
    assert owner.get_bytes(address, range_header="bytes=0-99") == old[:100]

    new = clip("mp4").read_bytes()
    draft = film.with_suffix(".part")
    draft.write_bytes(new)
    draft.replace(film)
    try:
        answer = owner.get_bytes(address, range_header="bytes=100-199", if_range=headers["etag"])
    except urllib.error.HTTPError as refusal:
        assert refusal.code in {404, 409, 410, 412}
    else:
        assert answer in (new, old[100:200]), "the old file's bytes, which may still be open, or the whole new one"
    until(lambda: owner.api(f"items/{item}/"), "the server lives")
    wait_idle(owner)
    grounds.stop()


@pytest.mark.deep
@pytest.mark.parametrize("first", [100, 200, 300])
def test_many_damaged_files_cost_nothing_but_themselves(
    make_grounds: MakeGrounds, wide_folder: Path, first: int
) -> None:
    for name in ("films", "music", "photos"):
        (wide_folder / name).mkdir()
    seeds = range(first, first + 25)
    made = {
        "movies": hostile_films(wide_folder / "films", seeds=seeds),
        "music": hostile_music(wide_folder / "music", seeds=seeds),
        "photos": hostile_photos(wide_folder / "photos", seeds=seeds),
    }
    grounds = make_grounds()
    owner = grounds.serve()
    set_up(owner)
    for kind, hostile in made.items():
        add_library(owner, kind, hostile.folder, kind)
    ended = wait_idle(owner, within_s=500)
    assert {job["state"] for job in ended} == {"succeeded"}, ended
    for kind, hostile in made.items():
        expect_all_accounted_for(grounds, kind, hostile)
    expect_every_page_answers(owner)
    grounds.stop()
    assert "Traceback" not in grounds.console, grounds.console


def test_watcher_sees_names_that_are_no_text_and_everything_after_them(
    make_grounds: MakeGrounds, tmp_path: Path
) -> None:
    films = Hostile(tmp_path / "films")
    films.put(b"Rain (2020).webm", clip("webm").read_bytes())
    grounds = make_grounds()
    owner = grounds.serve()
    set_up(owner)
    add_library(owner, "movies", films.folder, "movies")
    wait_idle(owner)
    for number, name in enumerate([b"not \xff text (2021).webm", b"plain (2022).webm", b"\xfe (2023).webm"], start=2):
        films.put(name, clip("webm").read_bytes() + bytes([number]))
        until(
            lambda number=number: grounds.one("SELECT count(*) FROM library_itemfile") == number,
            f"{name!r} is noticed",
            within_s=40,
        )
    assert grounds.one("SELECT watching_now FROM library_library") == "notices"
    grounds.stop()
    assert "Traceback" not in grounds.console, grounds.console
