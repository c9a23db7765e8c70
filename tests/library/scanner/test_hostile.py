"""Names, links and files that want to do harm: listed with a reason, and the scan goes on."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from library.models import MediaFile, MediaItem, SkippedFile
from library.scanner.folder_reading import read_folder
from mediaserver.lib.paths import encode_path
from mediaserver.system.models import Job
from tests.factories.libraries import put, scan, scanned_library
from tests.factories.media_clips import clip
from tests.factories.plain_users import as_plain_user

pytestmark = pytest.mark.django_db

NAMES = [
    b"The Lamp 'n' \"Kettle\" (2021).webm",
    b"new\nline (2020).webm",
    b"-rf (2019).webm",
    b"%d%s%n (2018).webm",
    b"not utf-8 \xff\xfe (2017).webm",
    b"$(touch pwned) `id` (2016).webm",
    b"concat:a|b (2015).webm",
    b"<script>alert(1)</script> (2014).webm".replace(b"/", b"_"),
    "\u202ertl ␛41 🎬 (2013).webm".encode(),
    b"; DROP TABLE library_mediafile; -- (2012).webm",
    b"tab\there (2011).webm",
    b"x" * 245 + b" (2010).webm"[-10:],
]


def test_every_strange_name_is_scanned_and_found_again(tmp_path: Path) -> None:
    source = clip("webm").read_bytes()
    for number, name in enumerate(NAMES):
        with open(os.path.join(bytes(tmp_path), name), "wb") as file:
            file.write(source + bytes([number]))
    library = scanned_library(tmp_path)
    files = MediaFile.objects.all()
    assert {file.path_bytes for file in files} == set(NAMES)
    assert all(file.probed_at and file.item_files.exists() for file in files)
    assert not SkippedFile.objects.exists()
    result = scan(library, "full").result
    assert (result["added"], result["changed"], result["missing"]) == (0, 0, 0)
    assert not (tmp_path / "pwned").exists()


def test_paths_of_four_thousand_characters_are_scanned(tmp_path: Path) -> None:
    here = os.getcwd()
    deepest = tmp_path
    try:
        os.chdir(tmp_path)
        length = len(bytes(tmp_path))
        while length < 3_800:
            os.mkdir("d" * 199)
            os.chdir("d" * 199)
            length += 200
        Path("Deep (2020).webm").write_bytes(clip("webm").read_bytes())
        for _ in range(3):  # beyond what one call takes
            os.mkdir("e" * 199)
            os.chdir("e" * 199)
        Path("Deeper (2021).webm").write_bytes(clip("webm").read_bytes() + b"x")
    finally:
        os.chdir(here)
    library = scanned_library(deepest)
    assert list(MediaItem.objects.values_list("title", flat=True)) == ["Deep"]
    skipped = SkippedFile.objects.get()
    assert skipped.reason == "path_too_long"
    assert "4,095" in skipped.detail
    assert scan(library).state == Job.State.SUCCEEDED


def test_links_in_circles_and_out_of_the_root_are_listed_and_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "films"
    put("webm", root / "a" / "Rain (2020).webm")
    put("mp4", tmp_path / "private" / "Secret (2000).mp4")
    (root / "a" / "loop").symlink_to(root)
    (root / "b").symlink_to(root / "a")
    (root / "out").symlink_to(tmp_path / "private")
    (root / "Secret (2000).mp4").symlink_to(tmp_path / "private" / "Secret (2000).mp4")
    (root / "Gone (2001).mp4").symlink_to(root / "nothing.mp4")
    (root / "self.mp4").symlink_to(root / "self.mp4")
    (root / "Linked (2022).webm").symlink_to(root / "a" / "Rain (2020).webm")
    scanned_library(root)
    assert set(MediaItem.objects.values_list("title", flat=True)) == {"Rain", "Linked"}
    reasons = dict(SkippedFile.objects.values_list("path", "reason"))
    assert reasons == dict.fromkeys(["a/loop", "b", "out", "Secret (2000).mp4", "Gone (2001).mp4", "self.mp4"], "link")


def test_damaged_files_of_each_kind_are_listed_and_the_rest_is_there(tmp_path: Path) -> None:
    put("webm", tmp_path / "Rain (2020).webm")
    (tmp_path / "empty.mkv").touch()
    (tmp_path / "text.mp4").write_text("this is no video" * 100)
    (tmp_path / "noise.mkv").write_bytes(os.urandom(50_000))
    (tmp_path / "cut.mp4").write_bytes(clip("mp4").read_bytes()[:600])
    put("mp3", tmp_path / "only sound.mp4")
    library = scanned_library(tmp_path)
    assert MediaItem.objects.get(title="Rain").availability == "available"
    reasons = dict(SkippedFile.objects.values_list("path", "reason"))
    assert reasons["empty.mkv"] == "empty"
    assert reasons["text.mp4"] in {"broken", "not_media"}
    assert reasons["noise.mkv"] == "broken"
    assert reasons["cut.mp4"] in {"broken", "not_media"}
    assert reasons["only sound.mp4"] in {"broken", "not_media"}
    assert all(SkippedFile.objects.exclude(detail="").values_list("detail", flat=True))
    tried_before = dict(MediaFile.objects.values_list("path", "probed_at"))
    scan(library, "full")
    assert dict(MediaFile.objects.values_list("path", "probed_at")) == tried_before
    put("webm", tmp_path / "text.mp4")
    scan(library, "full")
    assert not SkippedFile.objects.filter(path="text.mp4").exists()


def test_picture_bomb_costs_one_file(tmp_path: Path) -> None:
    put("picture_bomb", tmp_path / "bomb.png")
    put("jpg", tmp_path / "fine.jpg")
    scanned_library(tmp_path, "photos")
    assert MediaItem.objects.get(kind="photo").title == "fine"
    assert SkippedFile.objects.get().reason == "too_large"


def test_sockets_fifos_and_devices_are_not_opened(tmp_path: Path) -> None:
    put("webm", tmp_path / "Rain (2020).webm")
    os.mkfifo(tmp_path / "pipe.mkv")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.mp4"))
        scanned_library(tmp_path)
    assert MediaFile.objects.count() == 1


def test_folder_without_permission_is_listed_with_the_command_that_helps(open_folder: Path) -> None:
    put("webm", open_folder / "open" / "Rain (2020).webm")
    closed = open_folder / "closed 'quoted'"
    put("mp4", closed / "Secret (2000).mp4")
    library = scanned_library(open_folder)
    assert MediaItem.objects.count() == 2
    closed.chmod(0)
    try:
        with as_plain_user():
            listing = read_folder(bytes(open_folder), b"closed 'quoted'", "movies")
            assert listing is not None and listing.unreadable
            uid = os.geteuid()
            job = scan(library, "full")
        assert job.state == Job.State.SUCCEEDED
        skipped = SkippedFile.objects.get()
        assert (skipped.path, skipped.reason) == ("closed 'quoted'", "unreadable")
        assert skipped.detail.startswith(f"sudo setfacl -R -m u:{uid}:rX ")
        assert MediaFile.objects.get(path__endswith="Secret (2000).mp4").missing_since is None
    finally:
        closed.chmod(0o755)
    scan(library, "full")
    assert not SkippedFile.objects.exists()


@pytest.mark.parametrize(
    "name",
    [".hidden.mkv", "._Rain (2020).webm", "Rain-sample.mkv", "sample.mkv", "Rain.mkv.part", "notes.txt", "poster.jpg",
     "movie.nfo", "Thumbs.db"],
)  # fmt: skip
def test_names_that_are_no_media_are_passed_over_silently(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x" * 100)
    listing = read_folder(bytes(tmp_path), b"", "movies")
    assert listing is not None and (listing.files, listing.problems) == ([], [])


@pytest.mark.parametrize(
    "name", ["@eaDir", "#recycle", "lost+found", "System Volume Information", ".trash", "$RECYCLE.BIN", "Sample"]
)
def test_system_folders_are_passed_over(tmp_path: Path, name: str) -> None:
    put("webm", tmp_path / name / "Rain (2020).webm")
    listing = read_folder(bytes(tmp_path), b"", "movies")
    assert listing is not None and listing.folders == []


@pytest.mark.parametrize("marker", [".hearthignore", ".plexignore", ".nomedia"])
def test_a_marker_hides_the_folder(tmp_path: Path, marker: str) -> None:
    put("webm", tmp_path / "Rain (2020).webm")
    (tmp_path / marker).touch()
    listing = read_folder(bytes(tmp_path), b"", "movies")
    assert listing is not None and (listing.files, listing.folders) == ([], [])


def test_a_folder_read_right_after_its_change_is_read_again(tmp_path: Path) -> None:
    listing = read_folder(bytes(tmp_path), b"", "movies")
    assert listing is not None and listing.mtime_ns == 0
    os.utime(tmp_path, (1_600_000_000, 1_600_000_000))
    settled = read_folder(bytes(tmp_path), b"", "movies")
    assert settled is not None and settled.mtime_ns == 1_600_000_000 * 10**9


def test_escaped_paths_name_the_same_bytes() -> None:
    for name in NAMES:
        assert encode_path(b"a/" + name) == "a/" + encode_path(name)
