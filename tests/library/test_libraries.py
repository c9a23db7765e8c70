"""Adding, changing, moving and removing libraries."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from accounts.models import Profile, User
from library.libraries import (
    FolderRefused,
    NameTaken,
    RootsOverlap,
    add_library,
    add_root,
    change_library,
    relocate_root,
    removal_facts,
    remove_library,
    remove_root,
)
from library.models import Folder, Library, MediaFile, MediaItem, RootFolder, SkippedFile, WatchState
from library.scanner import active_scan, start_scan
from mediaserver.lib.errors import Conflict, HearthError
from mediaserver.system.models import Job
from tests.factories.libraries import carry_out, put, scanned_library
from tests.factories.plain_users import as_plain_user

pytestmark = pytest.mark.django_db


def test_adding_starts_the_first_scan(tmp_path: Path) -> None:
    library = add_library("Films", "movies", [str(tmp_path)])
    job = active_scan(library)
    assert job is not None
    assert (job.kind, job.key, job.subject, job.subject_id) == (
        "scan",
        f"scan:{library.pid}",
        "Films",
        library.public_id,
    )
    assert library.roots.get().path == str(tmp_path)


@pytest.mark.parametrize("inner", ["", "below", "below/deeper"])
def test_roots_never_contain_each_other_and_the_message_names_both(tmp_path: Path, inner: str) -> None:
    (tmp_path / "a" / "below" / "deeper").mkdir(parents=True)
    add_library("Films", "movies", [str(tmp_path / "a")])
    with pytest.raises(RootsOverlap) as caught:
        add_library("More", "movies", [str(tmp_path / "a" / inner)])
    assert str(tmp_path / "a" / inner).rstrip("/") in caught.value.message
    assert "Films" in caught.value.message
    with pytest.raises(RootsOverlap):
        add_library("All", "movies", [str(tmp_path)])
    assert Library.objects.count() == 1


def test_a_sibling_with_the_same_beginning_is_no_overlap(tmp_path: Path) -> None:
    for name in ("data", "data-x"):
        (tmp_path / name).mkdir()
    add_library("A", "movies", [str(tmp_path / "data")])
    add_library("B", "movies", [str(tmp_path / "data-x")])
    assert RootFolder.objects.count() == 2


def test_a_link_to_a_root_overlaps_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    add_library("A", "movies", [str(tmp_path / "real")])
    with pytest.raises(RootsOverlap):
        add_library("B", "movies", [str(tmp_path / "link")])


@pytest.mark.parametrize("path", ["relative/path", "/nowhere/at/all", "/", "", "/dev/null", "/tmp\0/x"])
def test_what_is_no_folder_is_refused_with_a_sentence(path: str) -> None:
    with pytest.raises(FolderRefused) as caught:
        add_library("Films", "movies", [path])
    assert caught.value.message.endswith(".")
    assert not Library.objects.exists()


def test_two_libraries_never_share_a_name(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    library = add_library("Films", "movies", [str(tmp_path / "a")])
    with pytest.raises(NameTaken):
        add_library("films ", "movies", [str(tmp_path / "b")])
    other = add_library("Series", "series", [str(tmp_path / "b")])
    with pytest.raises(NameTaken):
        change_library(other, name="FILMS")
    assert change_library(library, name="Films", poll_interval_s=60).poll_interval_s == 60


def test_unknown_settings_and_kinds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HearthError):
        add_library("Films", "movies", [str(tmp_path)], ffmpeg_path="/bin/sh")
    with pytest.raises(HearthError):
        add_library("Films", "secrets", [str(tmp_path)])


def test_adding_a_root_to_a_library_reads_it(tmp_path: Path) -> None:
    put("webm", tmp_path / "a" / "Rain (2020).webm")
    put("mp4", tmp_path / "b" / "Lamp (2021).mp4")
    library = scanned_library(tmp_path / "a")
    add_root(library, str(tmp_path / "b"))
    carry_out(active_scan(library))
    assert MediaItem.objects.count() == 2


def test_relocating_to_a_place_of_another_library_is_refused(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    first = add_library("A", "movies", [str(tmp_path / "a")])
    add_library("B", "movies", [str(tmp_path / "b")])
    with pytest.raises(RootsOverlap):
        relocate_root(first.roots.get(), str(tmp_path / "b"))
    relocate_root(first.roots.get(), str(tmp_path / "a"))


def test_removing_a_root_keeps_the_items_as_missing(tmp_path: Path) -> None:
    put("webm", tmp_path / "a" / "Rain (2020).webm")
    put("mp4", tmp_path / "b" / "Lamp (2021).mp4")
    library = add_library("Films", "movies", [str(tmp_path / "a"), str(tmp_path / "b")])
    with pytest.raises(Conflict):
        remove_root(library.roots.first())
    carry_out(active_scan(library))
    remove_root(library.roots.get(path=str(tmp_path / "b")))
    assert dict(MediaItem.objects.values_list("title", "availability")) == {"Rain": "available", "Lamp": "missing"}
    with pytest.raises(Conflict):
        remove_root(library.roots.get())
    assert (tmp_path / "b" / "Lamp (2021).mp4").exists()


def test_removing_a_library_takes_all_records_and_no_file(tmp_path: Path) -> None:
    put("webm", tmp_path / "Tidewatch" / "Season 1" / "Tidewatch S01E01.webm")
    (tmp_path / "empty.mkv").touch()
    library = scanned_library(tmp_path, "series")
    user = User.objects.create_user("olga", password="a long enough one")
    profile = user.profiles.first() or Profile.objects.create(user=user, name="Olga")
    WatchState.objects.create(profile=profile, item=MediaItem.objects.get(kind="episode"))
    assert removal_facts(library) == {"item_count": 3, "file_count": 1, "watched_count": 1}
    start_scan(library)
    job = remove_library(library)
    for running in Job.objects.active().order_by("pk"):
        carry_out(running)
    job.refresh_from_db()
    assert job.state == Job.State.SUCCEEDED
    for model in (Library, RootFolder, Folder, MediaFile, MediaItem, SkippedFile, WatchState):
        assert not model.objects.exists(), model
    assert (tmp_path / "Tidewatch" / "Season 1" / "Tidewatch S01E01.webm").exists()


def test_unreadable_folder_is_refused_with_the_command_that_helps() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o700)
        with as_plain_user(), pytest.raises(FolderRefused) as caught:
            add_library("Films", "movies", [name])
    assert str(caught.value.details["hint"]).startswith("sudo setfacl -R -m u:")
