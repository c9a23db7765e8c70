"""Skipped files: the list says what, why and what helps; trying again really reads the file."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

import pytest
from django.test import Client

from library.models import MediaFile, MediaItem, SkippedFile
from library.scanner import active_scan, start_scan
from mediaserver.lib.paths import path_hash
from mediaserver.system.models import Job
from tests.factories import catalogue as make
from tests.factories.libraries import carry_out, scan, scanned_library
from tests.factories.media_clips import clip
from tests.factories.people import Cast, signed_in

pytestmark = pytest.mark.django_db

LIST = "/app/settings/skipped/"


def skipped(library: object, name: str, **facts: object) -> SkippedFile:
    root = library.roots.get()  # type: ignore[attr-defined]
    values = {"reason": "broken", "path_hash": path_hash(name.encode())} | facts
    return SkippedFile.objects.create(library=library, root=root, path=name, **values)


def mended_quietly(path: Path) -> None:
    """Make the file good without changing its size or time: nothing a scan compares tells of it."""
    before = path.stat()
    good = clip("webm").read_bytes()
    path.write_bytes(good[: before.st_size])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "films" / "Rain (2020)" / "Rain (2020).webm"
    path.parent.mkdir(parents=True)
    path.write_bytes(os.urandom(len(clip("webm").read_bytes())))
    for entry in (path, path.parent, path.parent.parent):
        os.utime(entry, (1_600_000_000, 1_600_000_000))
    return path


def test_trying_again_reads_a_file_that_did_not_change(cast: Cast, broken: Path) -> None:
    library = scanned_library(broken.parents[1])
    row = SkippedFile.objects.get()
    mended_quietly(broken)
    scan(library, "full")
    assert SkippedFile.objects.get().reason == row.reason, "by itself a scan does not read it again"

    answer = signed_in(cast.librarian).post(f"{LIST}{row.pk}/retry/")
    assert answer.url == LIST
    job = active_scan(library)
    assert job is not None
    assert carry_out(job).state == Job.State.SUCCEEDED
    assert not SkippedFile.objects.exists()
    assert MediaItem.objects.get().title == "Rain"
    assert MediaItem.objects.get().availability == "available"


def test_trying_again_during_a_scan_is_done_after_it(cast: Cast, broken: Path) -> None:
    library = scanned_library(broken.parents[1])
    running = start_scan(library)
    mended_quietly(broken)
    signed_in(cast.librarian).post(f"{LIST}{SkippedFile.objects.get().pk}/retry/")
    while active_scan(library):
        carry_out(active_scan(library) or running)
    assert not SkippedFile.objects.exists()


def test_file_that_is_still_broken_stays_listed_once(cast: Cast, broken: Path) -> None:
    library = scanned_library(broken.parents[1])
    signed_in(cast.librarian).post(f"{LIST}{SkippedFile.objects.get().pk}/retry/")
    carry_out(active_scan(library))
    assert SkippedFile.objects.count() == 1
    assert MediaFile.objects.count() == 1


def test_folder_that_could_not_be_read_is_tried_again(cast: Cast, broken: Path) -> None:
    library = scanned_library(broken.parents[1])
    row = skipped(library, "Rain (2020)", reason="unreadable")
    signed_in(cast.librarian).post(f"{LIST}{row.pk}/retry/")
    carry_out(active_scan(library))
    assert not SkippedFile.objects.filter(reason="unreadable").exists()


def test_list_shows_names_as_text_with_reason_and_help(cast: Cast) -> None:
    films = make.make_library("movies", "Films")
    make.make_file(films, "x.mkv")
    name = "<script>alert(1)</script>␛ff 'q' \"d\".mkv"
    skipped(films, name, reason="empty", detail="sudo setfacl -R -m u:1000:rX '/media/<b>'")
    page = signed_in(cast.librarian).get(LIST).content.decode()
    assert "<script>alert(1)" not in page
    assert escape("<script>alert(1)</script>�", quote=False) in page
    assert "Is empty" in page
    assert "sudo setfacl" in page


def test_list_is_paged_filtered_and_cheap(cast: Cast, django_assert_max_num_queries: object) -> None:
    films, shows = make.make_library("movies", "Films"), make.make_library("series", "Shows")
    make.make_file(films, "a.mkv"), make.make_file(shows, "b.mkv")
    for number in range(130):
        skipped(films, f"f{number:03}.mkv")
    skipped(shows, "only.mkv")
    client = signed_in(cast.owner)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = client.get(LIST).content.decode()
    assert page.count("/retry/") == 100
    following = page.split('href="?cursor=')[1].split('"')[0]
    rest = client.get(f"{LIST}?cursor={following}").content.decode()
    assert rest.count("/retry/") == 31
    assert client.get(f"{LIST}?library={shows.pid}").content.decode().count("/retry/") == 1
    assert client.get(f"{LIST}?library=nonsense").status_code == 404
    assert client.get(f"{LIST}?cursor=nonsense").url == LIST


def test_skipped_files_are_for_librarians(cast: Cast) -> None:
    films = make.make_library("movies", "Films")
    make.make_file(films, "x.mkv")
    row = skipped(films, "a.mkv")
    for profile in (cast.member, cast.guest, cast.child):
        assert signed_in(profile).get(LIST).status_code == 403
        assert signed_in(profile).post(f"{LIST}{row.pk}/retry/").status_code == 403
    assert "/app/sign-in/" in Client().get(LIST).url
    assert signed_in(cast.owner).get(f"{LIST}{row.pk}/retry/").status_code == 405
    assert signed_in(cast.owner).post(f"{LIST}{row.pk + 1}/retry/").status_code == 404
    assert not Job.objects.exists()
