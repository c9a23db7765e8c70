"""Accounts, profiles, tokens, devices and users through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, Device, Profile, Role, User
from library.models import MediaItem
from tests.factories import catalogue as make
from tests.factories.people import PASSWORD, Cast, signed_in, with_token
from tests.library.api.conftest import Api

ACCOUNT_SECRETS = ("password", "token_hash", "pin_hash", "session_key")


def api(profile: Profile) -> Api:
    """A caller for a profile."""
    return Api(signed_in(profile))


def test_me_names_account_and_profile(cast: Cast) -> None:
    answer = api(cast.member_second).get("me/")

    assert answer["user"]["username"] == "mara"
    assert answer["profile"]["name"] == "Evening"
    assert [row["name"] for row in answer["profiles"]] == ["mara", "Evening"]
    assert not any(secret in str(answer) for secret in ACCOUNT_SECRETS)


def test_child_changes_its_taste_and_nothing_else(cast: Cast) -> None:
    caller = api(cast.child)

    assert caller.patch("me/", {"theme": "light", "language": "de"})["theme"] == "light"
    for field, value in {"highest_age": None, "is_child": False, "name": "Boss", "pin": ""}.items():
        caller.patch("me/", {field: value}, 400)
    cast.child.refresh_from_db()
    assert (cast.child.highest_age, cast.child.is_child, cast.child.name) == (6, True, "Kim")


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "profiles/"), ("patch", "profiles/{own}/"), ("patch", "profiles/{parent}/"), ("delete", "profiles/{parent}/"),
     ("post", "tokens/"), ("get", "tokens/"), ("delete", "devices/{device}/")],
)  # fmt: skip
def test_child_leaves_the_account_alone(cast: Cast, method: str, path: str) -> None:
    device = Device.objects.create(user=cast.owner.user, client_key="k", name="Box")
    filled = path.format(own=cast.child.pid, parent=cast.owner.pid, device=device.pid)

    api(cast.child).call(method, filled, 403, None if method == "get" else {"name": "x", "highest_age": None})


def test_profiles_are_made_changed_and_deleted(cast: Cast) -> None:
    caller = api(cast.member)
    made = caller.post("profiles/", {"name": "Tim", "highest_age": 12, "pin": "1234"}, 201)

    assert (made["highest_age"], made["has_pin"]) == (12, True)
    assert Profile.objects.get(name="Tim").check_pin("1234")
    assert caller.patch(f"profiles/{made['id']}/", {"pin": ""})["has_pin"] is False
    caller.post("profiles/", {"name": "Tim"}, 409)
    caller.delete(f"profiles/{made['id']}/")
    assert not Profile.objects.filter(name="Tim").exists()


def test_new_profile_sees_nothing_until_it_is_given_libraries(cast: Cast) -> None:
    film = make.make_movie(make.make_library())
    made = api(cast.member).post("profiles/", {"name": "Tim"}, 201)
    profile = Profile.objects.get(name="Tim")
    assert not MediaItem.objects.visible_to(profile).exists()

    access = api(cast.owner).patch(f"profiles/{made['id']}/access/", {"libraries": [film.library.pid]})

    assert access["libraries"] == [film.library.pid]
    assert list(MediaItem.objects.visible_to(make.next_request(profile))) == [film]


def test_last_profile_without_limits_stays(cast: Cast) -> None:
    caller = api(cast.librarian)

    caller.patch(f"profiles/{cast.librarian.pid}/", {"highest_age": 6}, 409)
    caller.delete(f"profiles/{cast.librarian.pid}/", 409)
    cast.librarian.refresh_from_db()
    assert cast.librarian.highest_age is None


@pytest.mark.parametrize("path", ["profiles/{pid}/"])
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_profiles_of_others_are_not_there(cast: Cast, method: str, path: str) -> None:
    body = {"name": "Mine"} if method == "patch" else None

    api(cast.owner).call(method, path.format(pid=cast.member.pid), 404, body)


def test_secret_of_a_token_is_shown_once(cast: Cast) -> None:
    caller = api(cast.member)
    made = caller.post("tokens/", {"name": "Script", "scopes": ["read"]}, 201)

    listed = caller.get("tokens/")["results"]
    assert [row["id"] for row in listed] == [made["id"]]
    assert made["secret"] not in str(listed)
    assert made["secret"] not in str(list(ApiToken.objects.values()))
    client = Client(headers={"authorization": f"Bearer {made['secret']}"})
    assert client.get("/api/v1/me/").json()["profile"]["id"] == cast.member.pid
    caller.delete(f"tokens/{made['id']}/")
    assert client.get("/api/v1/me/").status_code == 401


def test_token_ends_at_its_time(cast: Cast) -> None:
    later = timezone.now() + timedelta(hours=1)
    made = api(cast.member).post("tokens/", {"name": "a", "scopes": ["read"], "expires_at": later.isoformat()}, 201)
    client = Client(headers={"authorization": f"Bearer {made['secret']}"})
    assert client.get("/api/v1/me/").status_code == 200

    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_keys_do_not_edit_keys(cast: Cast, method: str) -> None:
    client = with_token(cast.owner)
    token = ApiToken.objects.get()
    path = f"/api/v1/tokens/{token.pid}/" if method == "delete" else "/api/v1/tokens/"

    answer = getattr(client, method)(path, {"name": "b", "scopes": ["admin"]}, content_type="application/json")

    assert answer.status_code == 403
    assert ApiToken.objects.count() == 1


def test_token_is_made_for_own_profiles_only(cast: Cast) -> None:
    body: dict[str, Any] = {"name": "a", "scopes": ["read"]}
    caller = api(cast.member)

    caller.post("tokens/", {**body, "profile_id": cast.owner.pid}, 404)
    caller.post("tokens/", {**body, "user": cast.owner.user.pid}, 400)
    assert (
        caller.post("tokens/", {**body, "profile_id": cast.member_second.pid}, 201)["profile_id"]
        == cast.member_second.pid
    )


def test_tokens_of_others_are_not_there(cast: Cast) -> None:
    token, _secret = ApiToken.issue(profile=cast.member, name="a", scopes=["read"])

    assert api(cast.owner).get("tokens/")["results"] == []
    api(cast.owner).delete(f"tokens/{token.pid}/", 404)


def test_forgotten_device_is_signed_out(cast: Cast) -> None:
    television, mine = signed_in(cast.member), signed_in(cast.member)
    device = Device.objects.create(
        user=cast.member.user, client_key="tv", name="Television", session_key=television.session.session_key
    )
    caller = Api(mine)
    assert [row["name"] for row in caller.get("devices/")["results"]] == ["Television"]

    caller.delete(f"devices/{device.pid}/")

    assert television.get("/api/v1/me/").status_code == 401
    assert mine.get("/api/v1/me/").status_code == 200
    assert Session.objects.count() == 1


def test_devices_of_others_are_not_there(cast: Cast) -> None:
    device = Device.objects.create(user=cast.member.user, client_key="tv", name="Television")

    assert api(cast.owner).get("devices/")["results"] == []
    api(cast.owner).delete(f"devices/{device.pid}/", 404)


def test_owner_makes_an_account_that_can_sign_in(cast: Cast) -> None:
    body = {"username": "Nina", "password": "a long enough secret", "role": "guest"}

    made = api(cast.owner).post("users/", body, 201)

    assert (made["role"], made["is_active"]) == ("guest", True)
    assert "a long enough secret" not in str(made)
    assert Client().login(username="nina", password="a long enough secret")
    assert User.objects.get(username="Nina").profiles.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"password": "short"}, {"password": "password"}, {"password": "12345678901"}, {"username": "OLIVE"},
     {"username": "x" * 151}, {"role": "king"}, {"is_superuser": True}, {"email": "no"}, {"username": " "}],
    ids=str,
)  # fmt: skip
def test_nonsense_makes_no_account(cast: Cast, change: dict[str, Any]) -> None:
    before = User.objects.count()

    api(cast.owner).post("users/", {"username": "Nina", "password": "a long enough secret"} | change, 400)

    assert User.objects.count() == before


def test_server_keeps_an_owner(cast: Cast) -> None:
    caller, path = api(cast.owner), f"users/{cast.owner.user.pid}/"

    caller.patch(path, {"role": "member"}, 409)
    caller.patch(path, {"is_active": False}, 409)
    caller.delete(path, 403)
    caller.patch(f"users/{cast.librarian.user.pid}/", {"role": "owner"})
    assert caller.patch(path, {"role": "member"})["role"] == Role.MEMBER


def test_account_is_deleted_with_what_is_its_own(cast: Cast) -> None:
    api(cast.owner).delete(f"users/{cast.member.user.pid}/")

    assert not Profile.objects.filter(pk__in=[cast.member.pk, cast.member_second.pk]).exists()


def test_accounts_are_listed_page_by_page(cast: Cast) -> None:
    caller = api(cast.owner)

    first = caller.get("users/", limit=3)
    rest = caller.get("users/", limit=3, cursor=first["next_cursor"])

    assert [row["username"] for row in first["results"] + rest["results"]] == ["gus", "lars", "mara", "olive"]


def test_owner_is_not_locked_out_by_limits(cast: Cast) -> None:
    api(cast.owner).patch(f"profiles/{cast.owner.pid}/access/", {"highest_age": 6}, 409)


def test_limits_set_by_the_owner_hold_from_the_next_request_on(cast: Cast) -> None:
    film = make.make_movie(make.make_library(), content_rating_age=16)
    from library.access import reclass_tree

    reclass_tree(film)
    caller = api(cast.member)
    caller.get(f"items/{film.pid}/")

    api(cast.owner).patch(f"profiles/{cast.member.pid}/access/", {"highest_age": 12})

    caller.get(f"items/{film.pid}/", 404)


def test_wrong_password_and_unknown_name_sign_nobody_in(cast: Cast) -> None:
    for name, password in (
        ("olive", ""),
        ("olive", "wrong"),
        ("nobody", PASSWORD),
        ("%", PASSWORD),
        ("_live", PASSWORD),
    ):
        assert not Client().login(username=name, password=password)
    assert Client().login(username="OLIVE", password=PASSWORD), "names are compared without regard to case"
