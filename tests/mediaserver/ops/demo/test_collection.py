from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediaserver.lib.errors import BadConfiguration
from mediaserver.ops.demo import collection as collection_module
from mediaserver.ops.demo import library_folders, make_collection
from mediaserver.ops.demo.collection import HALF_DONE_PREFIX, SCRATCH_NAME, STAMP_NAME, made_files

VIDEO = {".mp4", ".mkv", ".webm", ".avi"}
AUDIO = {".mp3", ".flac", ".m4a", ".ogg"}


def files(folder: Path, suffixes: set[str]) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.suffix in suffixes]


@pytest.fixture
def copied(collection: Path, tmp_path: Path) -> Path:
    """A collection that a test may spoil."""
    return Path(shutil.copytree(collection, tmp_path / "demo"))


def test_collection_holds_what_a_newcomer_is_promised(collection: Path) -> None:
    films, series, music, photos = (library.path for library in library_folders(collection))
    assert len(files(films, VIDEO)) == 8
    assert len(list(films.glob("*/poster.jpg"))) == len(list(films.glob("*/fanart.jpg"))) == 8
    assert len(list(series.glob("*/tvshow.nfo"))) == 2
    assert {path.parent.name for path in files(series, VIDEO)} >= {"Season 01", "Season 02", "Specials"}
    assert len(files(series, {".mp4"})) > 10
    assert any("S01E01-E02" in path.name for path in files(series, VIDEO))
    assert len(list(music.glob("*/*"))) == 12
    assert {path.suffix for path in files(music, AUDIO)} == AUDIO
    assert len(files(photos, {".jpg"})) == 60


def test_nothing_half_done_is_left(collection: Path) -> None:
    assert not list(collection.rglob(f"{HALF_DONE_PREFIX}*"))
    assert not (collection / SCRATCH_NAME).exists()
    assert all(path.stat().st_size for path in made_files(collection))


def test_second_run_makes_nothing(collection: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in collection.rglob("*")}
    assert make_collection(collection, quick=True) is False
    assert {path: path.stat().st_mtime_ns for path in collection.rglob("*")} == before


def test_stopped_run_goes_on_with_what_is_missing(copied: Path) -> None:
    gone = next((copied / "Photos").rglob("*.jpg"))
    kept = {path: path.stat().st_mtime_ns for path in copied.rglob("*") if path.is_file() and path != gone}
    gone.unlink()
    (gone.parent / f"{HALF_DONE_PREFIX}{gone.name}").write_bytes(b"half a photo")
    (copied / SCRATCH_NAME).mkdir()
    lines: list[str] = []
    assert make_collection(copied, quick=True, report=lines.append)
    assert gone.stat().st_size > 1000
    assert {path: path.stat().st_mtime_ns for path in copied.rglob("*") if path.is_file() and path != gone} == kept
    assert lines[-1].startswith("100%")


def test_other_version_replaces_only_files_of_the_collection(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = copied / "Films" / "My own film.txt"
    own.write_text("mine")
    stale = copied / "Films" / "Gone in the new version.mp4"
    stale.write_text("old")
    stamp = copied / STAMP_NAME
    stamp.write_text('{"version": 0, "quick": true, "files": ["Films/Gone in the new version.mp4", "Photos/none.jpg"]}')
    monkeypatch.setattr(collection_module, "ROOM_BYTES", 0)
    assert make_collection(copied, quick=True) is False  # all of this version's files were there already
    assert own.exists()
    assert not stale.exists()
    assert '"version": 1' in stamp.read_text()


def test_stamp_with_a_path_outside_removes_nothing_there(copied: Path) -> None:
    outside = copied.parent / "precious.txt"
    outside.write_text("mine")
    (copied / STAMP_NAME).write_text('{"version": 0, "quick": true, "files": ["../precious.txt"]}')
    make_collection(copied, quick=True)
    assert outside.exists()


def test_unreadable_stamp_is_not_taken_for_permission(copied: Path) -> None:
    (copied / STAMP_NAME).write_text('{"version": 0, "qui')
    with pytest.raises(BadConfiguration, match="already holds other files"):
        make_collection(copied, quick=True)


def test_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.mov").write_text("mine")
    with pytest.raises(BadConfiguration, match="already holds other files"):
        make_collection(tmp_path, quick=True)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.mov"]


def test_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file")
    with pytest.raises(BadConfiguration, match="can't be a folder"):
        make_collection(tmp_path / "demo", quick=True)


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a folder that not even root may write to")
def test_unwritable_folder_is_explained_in_one_sentence() -> None:
    with pytest.raises(BadConfiguration, match="may not write into /sys/kernel/demo"):
        make_collection(Path("/sys/kernel/demo"), quick=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB that says it has more room than it has, as quotas do."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_disk_without_room_is_refused_before_the_work(small_disk: Path) -> None:
    with pytest.raises(BadConfiguration, match="no room left"):
        make_collection(small_disk, quick=True)
    assert [path.name for path in small_disk.iterdir()] == [STAMP_NAME]


def test_disk_that_fills_up_meanwhile_is_explained(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection_module, "QUICK_ROOM_BYTES", 0)
    with pytest.raises(BadConfiguration, match="no room left"):
        make_collection(small_disk, quick=True)
    assert not list(small_disk.rglob(f"{HALF_DONE_PREFIX}*"))


def test_unknown_trouble_keeps_the_systems_own_words(tmp_path: Path) -> None:
    error = OSError(errno.EIO, os.strerror(errno.EIO))
    assert "Input/output error" in collection_module._explained(error, tmp_path).message
