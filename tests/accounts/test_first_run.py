"""Who may set a fresh server up: somebody at the machine, or who knows the code from the console. Nobody twice."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts import first_run
from accounts.models import Role, User
from mediaserver.lib.errors import Conflict
from mediaserver.ops.setup.entering import _make_owner
from mediaserver.system.models import Setting

pytestmark = pytest.mark.django_db

CODE_PAGE = "/app/setup/code/"


def request_from(peer: str, host: str | None, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/app/setup/", REMOTE_ADDR=peer, **headers)
    request.META.pop("HTTP_HOST", None)
    if host is not None:
        request.META["HTTP_HOST"] = host
    return request


LOCAL = [
    ("127.0.0.1", "localhost"),
    ("127.0.0.1", "localhost:8096"),
    ("127.0.0.1", "LocalHost:8096"),
    ("127.0.0.1", "127.0.0.1:8096"),
    ("127.8.9.10", "127.0.0.1"),
    ("::1", "[::1]"),
    ("::1", "[::1]:8096"),
    ("::ffff:127.0.0.1", "localhost:8096"),
]
STRANGE = [
    ("192.168.1.7", "localhost"),
    ("::ffff:192.168.1.7", "localhost"),
    ("127.0.0.1", "hearth.example"),
    ("127.0.0.1", "localhost.evil.example"),
    ("127.0.0.1", "evil.example:localhost"),
    ("127.0.0.1", "192.168.1.2:8096"),
    ("127.0.0.1", "127.0.0.1.nip.io"),
    ("127.0.0.1", "localhost:80:80"),
    ("127.0.0.1", ""),
    ("127.0.0.1", None),
    ("", "localhost"),
    ("unix:", "localhost"),
    ("::1%lo.evil", "localhost.evil"),
    ("fe80::1", "[::1]"),
    ("::", "localhost"),
    ("0.0.0.0", "localhost"),
]


@pytest.mark.parametrize(("peer", "host"), LOCAL, ids=repr)
def test_browser_on_this_machine_comes_in_without_the_code(peer: str, host: str) -> None:
    assert first_run.is_local(request_from(peer, host))


@pytest.mark.parametrize(("peer", "host"), STRANGE, ids=repr)
def test_any_other_browser_is_asked_for_the_code(peer: str, host: str | None) -> None:
    assert not first_run.is_local(request_from(peer, host))


@pytest.mark.parametrize("header", first_run.FORWARDING_HEADERS)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_a_proxy_on_this_machine_is_no_browser_on_this_machine(header: str, value: str) -> None:
    assert not first_run.is_local(request_from("127.0.0.1", "localhost", **{header: value}))


def away() -> Client:
    """A browser on another machine."""
    return Client(REMOTE_ADDR="192.168.1.7", headers={"host": "192.168.1.2:8096"})


def test_stranger_is_led_to_the_code_and_sees_no_step(client: Client) -> None:
    stranger = away()
    for step in ("language", "owner"):
        assert stranger.get(f"/app/setup/{step}/").url == CODE_PAGE
    answer = stranger.post("/app/setup/owner/", {"username": "Mallory", "password": "lantern river 17 morning"})
    assert answer.url == CODE_PAGE
    assert not User.objects.exists()


def test_right_code_opens_the_wizard_in_any_spelling() -> None:
    stranger = away()
    code = first_run.code()
    answer = stranger.post(CODE_PAGE, {"code": f" {code.lower()} "})
    assert (answer.status_code, answer.url) == (302, "/app/setup/")
    assert stranger.get("/app/setup/language/").status_code == 200
    assert away().get("/app/setup/language/").url == CODE_PAGE


def test_ten_wrong_codes_make_a_new_one_which_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    first = first_run.code()
    inside = away()
    inside.post(CODE_PAGE, {"code": first})
    stranger = away()
    for number in range(10):
        assert first_run.code() == first, number
        assert stranger.post(CODE_PAGE, {"code": "AAAA-AAA1"}).status_code == 422
    second = first_run.code()
    assert second != first
    assert second in capfd.readouterr().err
    assert stranger.post(CODE_PAGE, {"code": first}).status_code == 422
    assert inside.get("/app/setup/language/").url == CODE_PAGE, "who came in by the old code knocks again"
    assert stranger.post(CODE_PAGE, {"code": second}).url == "/app/setup/"


def test_code_is_of_no_use_once_there_is_an_owner() -> None:
    code = first_run.code()
    _make_owner("Ilse", "lantern river 17 morning", "en")
    assert not Setting.objects.filter(key=first_run.CODE_SETTING).exists()
    stranger = away()
    assert stranger.post(CODE_PAGE, {"code": code}).url == "/app/setup/"
    assert stranger.get("/app/setup/owner/").url == "/app/"
    assert first_run.console_lines() == []


def test_second_owner_is_refused() -> None:
    _make_owner("Ilse", "lantern river 17 morning", "en")
    with pytest.raises(Conflict):
        _make_owner("Mallory", "lantern river 17 morning", "en")
    assert User.objects.get(role=Role.OWNER).username == "Ilse"
