"""The first run, step by step: who may take which step, what a reload keeps, what a second click does not do twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Role, User
from library.models import Library, RootFolder
from tests.factories.media_clips import clip
from tests.factories.people import Cast, signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "lantern river 17 morning"
STEPS = ("media", "network")


@pytest.fixture
def at_the_machine() -> Client:
    return Client(REMOTE_ADDR="127.0.0.1", headers={"host": "localhost:8096"})


@pytest.fixture
def new_owner(at_the_machine: Client) -> Client:
    """Somebody who has just made the account."""
    at_the_machine.post("/app/setup/language/", {"language": "de"})
    at_the_machine.post("/app/setup/owner/", {"username": "Ilse", "password": PASSWORD})
    return at_the_machine


def film_folder(folder: Path, name: str = "films") -> Path:
    path = folder / name / "Rain (2020)" / "Rain (2020).webm"
    path.parent.mkdir(parents=True)
    path.write_bytes(clip("webm").read_bytes())
    return folder / name


def test_every_address_leads_to_the_first_step(at_the_machine: Client) -> None:
    for address in ("/app/", "/app/jobs/", "/app/settings/libraries/"):
        assert at_the_machine.get(address).url == "/app/setup/"
    assert at_the_machine.get("/app/setup/").url == "/app/setup/language/"
    assert at_the_machine.get("/app/setup/language/").status_code == 200


@pytest.mark.parametrize("step", STEPS)
def test_later_steps_are_shut_before_the_account_is_made(at_the_machine: Client, step: str) -> None:
    assert at_the_machine.get(f"/app/setup/{step}/").url == "/app/setup/"
    for address in ("media/add/", "media/change/", "finish/"):
        assert at_the_machine.post(f"/app/setup/{address}", {"path": "/", "kind": "movies"}).url == "/app/setup/"
    assert not Library.objects.exists()


def test_reload_keeps_step_language_and_folders(new_owner: Client, tmp_path: Path) -> None:
    assert new_owner.get("/app/setup/").url == "/app/setup/media/"
    new_owner.post("/app/setup/media/add/", {"path": str(film_folder(tmp_path))})
    for _ in range(2):
        page = new_owner.get("/app/setup/media/").content.decode()
        assert str(tmp_path / "films") in page
        assert "Deutsch" in page
    assert new_owner.get("/app/setup/owner/").url == "/app/setup/media/", "the account is made once"
    assert User.objects.get().language == "de"
    assert User.objects.get().role == Role.OWNER


def test_weak_password_is_refused_with_the_reason(at_the_machine: Client) -> None:
    answer = at_the_machine.post("/app/setup/owner/", {"username": "Ilse", "password": "12345678"})
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_unknown_language_is_not_taken(at_the_machine: Client) -> None:
    assert at_the_machine.post("/app/setup/language/", {"language": "tlh"}).status_code == 200
    assert "hearth_language" not in at_the_machine.cookies


def test_folders_that_contain_each_other_are_refused(new_owner: Client, tmp_path: Path) -> None:
    films = film_folder(tmp_path)
    new_owner.post("/app/setup/media/add/", {"path": str(films)})
    answer = new_owner.post("/app/setup/media/add/", {"path": str(tmp_path)}, follow=True)
    assert "contain" in answer.content.decode() or "enthalten" in answer.content.decode()
    assert len(new_owner.session["setup"]["folders"]) == 1
    new_owner.post("/app/setup/media/add/", {"path": str(films)})
    assert len(new_owner.session["setup"]["folders"]) == 1, "the same folder twice is one folder"


@pytest.mark.parametrize("path", ["", "films", "/nothing/here", "/", "/etc/passwd", "/a\0b", "/tmp/../nothing"])
def test_what_is_no_folder_is_refused_with_words(new_owner: Client, path: str) -> None:
    answer = new_owner.post("/app/setup/media/add/", {"path": path}, follow=True)
    assert answer.status_code == 200
    assert new_owner.session["setup"]["folders"] == []


def test_finishing_twice_makes_nothing_twice(new_owner: Client, tmp_path: Path) -> None:
    for name in ("films", "more films"):
        new_owner.post("/app/setup/media/add/", {"path": str(film_folder(tmp_path, name))})
    assert new_owner.get("/app/setup/finish/").url == "/app/setup/network/"
    for _ in range(2):
        assert new_owner.post("/app/setup/finish/").url == "/app/"
    assert Library.objects.count() == 1
    assert RootFolder.objects.count() == 2
    assert new_owner.get("/app/").status_code == 200


def test_folder_that_went_away_before_the_end_stops_nothing(new_owner: Client, tmp_path: Path) -> None:
    films = film_folder(tmp_path)
    new_owner.post("/app/setup/media/add/", {"path": str(films)})
    films.rename(tmp_path / "elsewhere")
    assert new_owner.get("/app/setup/media/").status_code == 200
    assert new_owner.post("/app/setup/finish/", follow=True).status_code == 200
    assert not Library.objects.exists()


def test_steps_of_a_server_that_is_set_up_are_for_its_owner(cast: Cast) -> None:
    for step in STEPS:
        assert signed_in(cast.owner).get(f"/app/setup/{step}/").status_code == 200
        for profile in (cast.librarian, cast.member, cast.guest):
            assert signed_in(profile).get(f"/app/setup/{step}/").url == "/app/"
        assert Client().get(f"/app/setup/{step}/").url == "/app/"
    signed_in(cast.member).post("/app/setup/media/add/", {"path": "/tmp"})
    signed_in(cast.member).post("/app/setup/finish/")
    assert not Library.objects.exists()
