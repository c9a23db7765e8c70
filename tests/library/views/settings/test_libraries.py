"""Settings of libraries and the folder picker: for librarians; wrong folders are refused with words."""

from __future__ import annotations

import os
import uuid
from html import escape
from pathlib import Path

import pytest
from django.test import Client

from library.models import Library, RootFolder, ScanRun
from library.scanner import active_scan
from tests.factories import catalogue as make
from tests.factories.libraries import carry_out, put, scanned_library
from tests.factories.people import Cast, signed_in
from tests.factories.plain_users import as_plain_user, folder_open_to_all

pytestmark = pytest.mark.django_db

LIST = "/app/settings/libraries/"
PICKER = "/app/settings/folders/"


def add(client: Client, folder: Path, **fields: str) -> str:
    """Post the form of a new library; returns the page that follows."""
    values = {"path": str(folder), "name": "Films", "kind": "movies", "language": ""} | fields
    return client.post(f"{LIST}add/", values, follow=True).content.decode()


def test_picked_folder_is_asked_about_and_then_becomes_a_library(cast: Cast, tmp_path: Path) -> None:
    put("webm", tmp_path / "Rain (2020)" / "Rain (2020).webm")
    client = signed_in(cast.librarian)
    page = client.post(f"{LIST}add/", {"path": str(tmp_path)}).content.decode()
    assert str(tmp_path) in page
    assert not Library.objects.exists()
    assert "Films is being scanned" in add(client, tmp_path)
    library = Library.objects.get()
    assert active_scan(library) is not None
    carry_out(active_scan(library))
    assert "1 film" in client.get(LIST).content.decode()


def test_folders_that_would_contain_each_other_are_refused_naming_both(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    client = signed_in(cast.owner)
    add(client, tmp_path / "a")
    for other in (tmp_path, tmp_path / "a", tmp_path / "a" / "b"):
        assert "would contain each other" in add(client, other, name="More")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "a")
    assert "would contain each other" in add(client, link, name="More")
    assert Library.objects.count() == 1


@pytest.mark.parametrize("path", ["", "relative", "/nothing", "/", "/etc/hostname", "/tmp\0x"])
def test_what_can_be_no_library_is_refused(cast: Cast, path: str) -> None:
    assert signed_in(cast.owner).post(f"{LIST}add/", {"path": path}).url == LIST
    assert not Library.objects.exists()


def test_name_is_used_once(cast: Cast, tmp_path: Path) -> None:
    client = signed_in(cast.owner)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    add(client, tmp_path / "a")
    assert "films” already" in add(client, tmp_path / "b", name="films")
    assert Library.objects.count() == 1


def test_scan_edit_relocate_and_remove(cast: Cast, tmp_path: Path) -> None:
    put("webm", tmp_path / "films" / "Rain (2020)" / "Rain (2020).webm")
    library = scanned_library(tmp_path / "films")
    client, here = signed_in(cast.librarian), f"{LIST}{library.pid}/"
    client.post(f"{here}scan/", {"mode": "full"})
    job = active_scan(library)
    assert job is not None
    assert job.arguments["mode"] == ScanRun.Mode.FULL
    assert "being done already" in client.post(f"{here}scan/", follow=True).content.decode()
    carry_out(job)

    fields = {"name": "Cinema", "language": "de", "watching": "polling", "poll_minutes": "7"}
    assert client.post(here, fields).url == LIST
    library.refresh_from_db()
    assert (library.name, library.language, library.poll_interval_s) == ("Cinema", "de", 420)
    assert client.post(here, fields | {"poll_minutes": "0"}).status_code == 422

    os.rename(tmp_path / "films", tmp_path / "moved")
    root = RootFolder.objects.get()
    client.post(f"/app/settings/roots/{root.pid}/relocate/", {"path": str(tmp_path / "moved")})
    root.refresh_from_db()
    assert root.path == str(tmp_path / "moved")
    carry_out(active_scan(library))
    assert library.items.get(kind="movie").availability == "available"

    assert "being removed" in client.post(f"{here}remove/", follow=True).content.decode()
    assert (tmp_path / "moved" / "Rain (2020)" / "Rain (2020).webm").exists()


def test_scan_leads_back_only_to_our_own_pages(cast: Cast, tmp_path: Path) -> None:
    library = scanned_library(tmp_path)
    client = signed_in(cast.owner)
    for wanted in ("//evil.example/", "https://evil.example/", "/app/..//evil.example", "javascript:alert(1)"):
        assert client.post(f"{LIST}{library.pid}/scan/", {"back": wanted}).url == LIST
    assert client.post(f"{LIST}{library.pid}/scan/", {"back": "/app/jobs/"}).url == "/app/jobs/"


def test_list_costs_the_same_for_many_libraries(cast: Cast, django_assert_max_num_queries: object) -> None:
    client = signed_in(cast.owner)
    for number in range(3):
        make.make_movie(make.make_library("movies", f"L{number}"))
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        client.get(f"{LIST}rows/")


def test_picker_shows_names_as_text_and_what_may_not_be_read(cast: Cast) -> None:
    with folder_open_to_all() as folder:
        for name in (b"<b>bold", b"\xff raw", b"quote'\"", b"closed"):
            os.mkdir(os.path.join(os.fsencode(folder), name))
        (folder / "closed").chmod(0)
        client = signed_in(cast.librarian)
        with as_plain_user():
            page = client.get(PICKER, {"path": str(folder)}).content.decode()
        assert escape("<b>bold") in page
        assert "<b>bold" not in page
        assert "\ufffd raw" in page
        assert "closed" in page
        deeper = client.get(PICKER, {"path": f"{folder}/␛ff raw"})
        assert deeper.status_code == 200
        (folder / "closed").chmod(0o755)


def test_picker_answers_nonsense_with_words(cast: Cast) -> None:
    client = signed_in(cast.owner)
    for path in ("relative", "/nothing/here", "/etc/hostname", "/tmp\0", "/" + "x" * 5000, "␛zz", "/tmp/␛00"):
        assert client.get(PICKER, {"path": path}).status_code == 200, path
    for target in ("//evil.example", "https://evil.example/", "/static/x"):
        assert target not in client.get(PICKER, {"path": "/tmp", "target": target}).content.decode()
    assert "/app/setup/media/add/" in client.get(PICKER, {"target": "/app/setup/media/add/"}).content.decode()


def test_settings_of_libraries_are_for_librarians(cast: Cast, tmp_path: Path) -> None:
    library = scanned_library(tmp_path)
    root = RootFolder.objects.get()
    pages = [LIST, f"{LIST}rows/", f"{LIST}{library.pid}/", f"{PICKER}?path=/"]
    posts = [
        f"{LIST}add/", f"{LIST}{library.pid}/scan/", f"{LIST}{library.pid}/remove/", f"{LIST}{library.pid}/folders/",
        f"/app/settings/roots/{root.pid}/relocate/", f"/app/settings/roots/{root.pid}/remove/",
    ]  # fmt: skip
    for profile in (cast.member, cast.guest, cast.child):
        client = signed_in(profile)
        assert [client.get(page).status_code for page in pages] == [403] * len(pages)
        assert [client.post(page, {"path": "/tmp"}).status_code for page in posts] == [403] * len(posts)
    for page in pages:
        assert "/app/sign-in/" in Client().get(page).url
    for page in posts:
        assert "/app/sign-in/" in Client().post(page).url
    assert Library.objects.count() == RootFolder.objects.count() == 1
    assert active_scan(library) is None
    assert [signed_in(cast.librarian).get(page).status_code for page in pages] == [200] * len(pages)
    assert signed_in(cast.owner).get(f"{LIST}{uuid.uuid4().hex}/").status_code == 404
