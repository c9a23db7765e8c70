"""Added, changed, moved, removed: what a second scan makes of it."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from accounts.models import Profile
from library.libraries import add_library, relocate_root
from library.models import (
    Folder,
    ItemFile,
    MediaFile,
    MediaItem,
    RootFolder,
    ScanRun,
    SkippedFile,
    SubtitleFile,
    WatchState,
)
from library.scanner import active_scan, scan_folder
from mediaserver.system.models import HealthIssue, Job
from tests.factories.libraries import carry_out, put, scan, scanned_library

pytestmark = pytest.mark.django_db

LAMP = Path("The Lamp (2021)") / "The Lamp (2021).mp4"


def watched(viewer: Profile, item: MediaItem) -> WatchState:
    return WatchState.objects.create(profile=viewer, item=item, position_ms=1234, is_favourite=True)


def age(folder: Path, seconds: int = 600) -> None:
    """Let everything below lie still for a while, as it does in a real library."""
    then = time.time() - seconds
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (then, then), follow_symlinks=False)


def test_added_film_is_found_by_a_quick_scan(tmp_path: Path) -> None:
    put("mp4", tmp_path / LAMP)
    age(tmp_path)
    library = scanned_library(tmp_path)
    put("webm", tmp_path / "Kettle (2020).webm")
    assert scan(library).result["added"] == 1
    assert sorted(MediaItem.objects.values_list("title", flat=True)) == ["Kettle", "The Lamp"]


@pytest.mark.parametrize("mode", ["quick", "full"])
def test_moved_file_keeps_watch_state(tmp_path: Path, viewer: Profile, mode: str) -> None:
    put("mp4", tmp_path / LAMP)
    library = scanned_library(tmp_path)
    item, file = MediaItem.objects.get(), MediaFile.objects.get()
    state = watched(viewer, item)
    (tmp_path / "new" / "deep").mkdir(parents=True)
    (tmp_path / LAMP).rename(tmp_path / "new" / "deep" / "The Lamp (2021).mp4")
    result = scan(library, mode).result
    assert (result["moved"], result["added"]) == (1, 0)
    state.refresh_from_db()
    assert state.item == MediaItem.objects.get() == item
    assert (state.position_ms, state.is_favourite) == (1234, True)
    moved = MediaFile.objects.get()
    assert (moved.pk, moved.public_id) == (file.pk, file.public_id)
    assert moved.path == "new/deep/The Lamp (2021).mp4"
    assert moved.missing_since is None
    item.refresh_from_db()
    assert item.availability == "available"


def test_renamed_film_keeps_its_item_and_takes_the_new_title(tmp_path: Path, viewer: Profile) -> None:
    put("mp4", tmp_path / "Teh Lmap (2021).mp4")
    library = scanned_library(tmp_path)
    item = MediaItem.objects.get()
    state = watched(viewer, item)
    (tmp_path / "Teh Lmap (2021).mp4").rename(tmp_path / "The Lamp (2021).mp4")
    scan(library)
    renamed = MediaItem.objects.get()
    state.refresh_from_db()
    assert (renamed.pk, renamed.public_id, renamed.title) == (item.pk, item.public_id, "The Lamp")
    assert state.item_id == item.pk


def test_moved_by_copy_and_delete_is_recognised_by_content(tmp_path: Path) -> None:
    put("mp4", tmp_path / "a" / "The Lamp (2021).mp4")
    library = scanned_library(tmp_path)
    item = MediaItem.objects.get()
    (tmp_path / "b").mkdir()
    shutil.copyfile(tmp_path / "a" / "The Lamp (2021).mp4", tmp_path / "b" / "The Lamp (2021).mp4")
    (tmp_path / "a" / "The Lamp (2021).mp4").unlink()
    assert scan(library).result["moved"] == 1
    assert MediaItem.objects.get().pk == item.pk
    assert ItemFile.objects.count() == 1


def test_copy_is_another_version_and_not_a_move(tmp_path: Path) -> None:
    put("mp4", tmp_path / "The Lamp (2021).mp4")
    library = scanned_library(tmp_path)
    shutil.copyfile(tmp_path / "The Lamp (2021).mp4", tmp_path / "The Lamp (2021) - copy.mp4")
    assert scan(library).result["moved"] == 0
    assert MediaItem.objects.get().versions.count() == 2


def test_renamed_series_folder_keeps_series_season_and_episodes(tmp_path: Path, viewer: Profile) -> None:
    for number in (1, 2):
        put("mp4", tmp_path / "Tidewtch" / "Season 1" / f"Tidewtch S01E0{number}.mp4").write_bytes(
            (put("mp4", tmp_path / "x.mp4")).read_bytes() + bytes([number])
        )
    (tmp_path / "x.mp4").unlink()
    library = scanned_library(tmp_path, "series")
    before = dict(MediaItem.objects.values_list("pk", "kind"))
    series = MediaItem.objects.get(kind="series")
    state = watched(viewer, series)
    (tmp_path / "Tidewtch").rename(tmp_path / "Tidewatch (2022)")
    scan(library)
    assert dict(MediaItem.objects.values_list("pk", "kind")) == before
    series.refresh_from_db()
    state.refresh_from_db()
    assert (series.title, series.year, series.leaf_count) == ("Tidewatch", 2022, 2)
    assert state.item_id == series.pk


def test_changed_file_is_read_again_and_keeps_its_item(tmp_path: Path) -> None:
    put("mp4", tmp_path / LAMP)
    age(tmp_path)
    library = scanned_library(tmp_path)
    item, before = MediaItem.objects.get(), MediaFile.objects.get()
    shutil.copyfile(put("mp4_rotated", tmp_path.parent / "other.mp4"), tmp_path / LAMP)
    assert scan(library, "full").result["changed"] == 1
    after = MediaFile.objects.get()
    assert (after.pk, MediaItem.objects.get().pk) == (before.pk, item.pk)
    assert after.mtime_ns != before.mtime_ns
    assert after.streams.get(kind="video").rotation in (90, 270)


def test_file_changed_in_place_is_found_by_the_full_scan_only(tmp_path: Path) -> None:
    put("mp4", tmp_path / LAMP)
    age(tmp_path)
    library = scanned_library(tmp_path)
    put("mp4_anamorphic", tmp_path / LAMP)
    os.utime(tmp_path / LAMP, (time.time() - 300, time.time() - 300))
    assert scan(library).result["changed"] == 0
    assert scan(library, "full").result["changed"] == 1


def test_removed_file_makes_its_item_missing_and_back_again(tmp_path: Path, viewer: Profile) -> None:
    put("webm", tmp_path / "Kettle (2020).webm")
    put("mp4", tmp_path / LAMP)
    library = scanned_library(tmp_path)
    item = MediaItem.objects.get(title="The Lamp")
    watched(viewer, item)
    hidden = tmp_path.parent / "hidden"
    (tmp_path / LAMP).parent.rename(hidden)
    assert scan(library).result["missing"] == 1
    item.refresh_from_db()
    assert item.availability == "missing"
    assert MediaFile.objects.get(path=str(LAMP)).missing_since is not None
    hidden.rename((tmp_path / LAMP).parent)
    scan(library)
    item.refresh_from_db()
    assert item.availability == "available"
    assert MediaFile.objects.get(path=str(LAMP)).missing_since is None
    assert WatchState.objects.get().item == item
    assert MediaItem.objects.count() == 2


def test_root_that_emptied_stops_the_scan_and_comes_back(tmp_path: Path) -> None:
    root = tmp_path / "films"
    put("mp4", root / LAMP)
    library = scanned_library(root)
    root.rename(tmp_path / "unmounted")
    root.mkdir()
    job = scan(library)
    assert job.state == Job.State.FAILED
    assert "Nothing was removed" in job.error
    item = MediaItem.objects.get()
    assert item.availability == "away"
    assert MediaFile.objects.get().missing_since is None
    row = RootFolder.objects.get()
    assert (row.away_reason, row.file_count) == ("emptied", 1)
    issue = HealthIssue.objects.get(key=f"library-root:{row.pid}")
    assert issue.what and issue.why and issue.remedy
    root.rmdir()
    (tmp_path / "unmounted").rename(root)
    assert scan(library).state == Job.State.SUCCEEDED
    item.refresh_from_db()
    assert item.availability == "available"
    assert not HealthIssue.objects.filter(key__startswith="library-root:").exists()


def test_one_root_away_leaves_the_other_scanned(tmp_path: Path) -> None:
    put("mp4", tmp_path / "a" / "The Lamp (2021).mp4")
    put("webm", tmp_path / "b" / "Kettle (2020).webm")
    library = add_library("Films", "movies", [bytes(tmp_path / "a"), bytes(tmp_path / "b")])
    carry_out(active_scan(library))
    (tmp_path / "a").rename(tmp_path / "gone")
    put("webm", tmp_path / "b" / "Rain (2019).webm")
    assert scan(library).state == Job.State.SUCCEEDED
    states = dict(MediaItem.objects.values_list("title", "availability"))
    assert states == {"The Lamp": "away", "Kettle": "available", "Rain": "available"}


def test_relocated_root_keeps_everything(tmp_path: Path, viewer: Profile) -> None:
    put("mp4", tmp_path / "old" / LAMP)
    library = scanned_library(tmp_path / "old")
    item = MediaItem.objects.get()
    watched(viewer, item)
    (tmp_path / "old").rename(tmp_path / "new")
    relocate_root(library.roots.get(), bytes(tmp_path / "new"))
    job = carry_out(active_scan(library))
    assert (job.state, job.result["added"], job.result["missing"]) == ("succeeded", 0, 0)
    item.refresh_from_db()
    assert item.availability == "available"
    assert MediaItem.objects.count() == 1


def test_film_moved_to_another_library_takes_its_item_along(tmp_path: Path, viewer: Profile) -> None:
    put("mp4", tmp_path / "a" / "The Lamp (2021).mp4")
    put("webm", tmp_path / "b" / "Kettle (2020).webm")
    put("webm", tmp_path / "a" / "Rain (2020).webm")
    first, second = scanned_library(tmp_path / "a"), scanned_library(tmp_path / "b")
    item = MediaItem.objects.get(title="The Lamp")
    state = watched(viewer, item)
    (tmp_path / "a" / "The Lamp (2021).mp4").rename(tmp_path / "b" / "The Lamp (2021).mp4")
    assert scan(second).result["moved"] == 1
    scan(first)
    item.refresh_from_db()
    state.refresh_from_db()
    assert (item.library, item.access_class.library, item.availability) == (second, second, "available")
    assert state.item_id == item.pk
    assert MediaItem.objects.count() == 3


def test_single_folder_scan_reads_only_that_folder_and_what_is_new(tmp_path: Path) -> None:
    for name in "abc":
        put("webm", tmp_path / name / f"Film {name} (2020).webm")
    age(tmp_path)
    library = scanned_library(tmp_path)
    put("webm", tmp_path / "b" / "new" / "Fresh (2021).webm")
    put("webm", tmp_path / "c" / "Unseen (2021).webm")
    job = carry_out(scan_folder(library.roots.get(), b"b/new"))
    assert job.state == Job.State.SUCCEEDED
    titles = set(MediaItem.objects.values_list("title", flat=True))
    assert "Fresh" in titles and "Unseen" not in titles
    assert ScanRun.objects.filter(mode="folder").count() == 1


def test_folder_wanted_during_a_scan_is_read_after_it(tmp_path: Path) -> None:
    put("webm", tmp_path / "a" / "Rain (2020).webm")
    library = scanned_library(tmp_path)
    from library.scanner import start_scan

    running = start_scan(library)
    assert scan_folder(library.roots.get(), b"a") == running
    carry_out(running)
    following = active_scan(library)
    assert following is not None and following.arguments["mode"] == "folder"
    assert carry_out(following).state == Job.State.SUCCEEDED
    assert active_scan(library) is None


def test_scanning_again_changes_nothing(tmp_path: Path) -> None:
    put("mkv", tmp_path / "The Lamp (2021)" / "The Lamp (2021) - 1080p.mkv")
    put("mp4", tmp_path / "The Lamp (2021)" / "The Lamp (2021) - 4K.mp4")
    (tmp_path / "The Lamp (2021)" / "The Lamp (2021) - 4K.de.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    (tmp_path / "empty.mkv").touch()
    library = scanned_library(tmp_path)
    before = everything()
    for mode in ("quick", "full", "full"):
        result = scan(library, mode).result
        assert {name: result[name] for name in ("added", "changed", "moved", "missing")} == dict.fromkeys(
            ("added", "changed", "moved", "missing"), 0
        )
        assert everything() == before


def everything() -> list[list[dict[str, object]]]:
    models = (MediaItem, MediaFile, ItemFile, SubtitleFile, SkippedFile)
    ignored = {"last_seen_at", "first_seen_at"}
    rows = [[*model.objects.order_by("pk").values()] for model in models]
    rows.append([*Folder.objects.order_by("pk").values("path", "missing_since")])
    return [[{k: v for k, v in row.items() if k not in ignored} for row in table] for table in rows]
