"""Who gets what: a child, a guest, other people's things, tokens and their scopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Profile
from library.watch_state import record_progress
from tests.factories.people import Cast, with_token
from tests.library.api.conftest import Api, House

ApiOf = Callable[[Profile], Api]

FORBIDDEN_TO_A_CHILD = {
    "item": lambda house: f"items/{house.adult_film.pid}/",
    "children": lambda house: f"items/{house.adult_film.pid}/children/",
    "images": lambda house: f"items/{house.adult_film.pid}/images/",
    "watch-state": lambda house: f"items/{house.adult_film.pid}/watch-state/",
    "file": lambda house: f"files/{house.adult_file.pid}/",
    "person": lambda house: f"people/{house.adult_person.pid}/",
    "collection": lambda house: f"collections/{house.adult_collection.pid}/",
    "collection-entries": lambda house: f"collections/{house.adult_collection.pid}/entries/",
    "by-genre": lambda house: f"items/?genre={house.adult_genre.pid}",
    "by-tag": lambda house: f"items/?tag={house.adult_tag.pid}",
    "by-parent": lambda house: f"items/?parent={house.adult_film.pid}",
}
"""What answers the owner and is not there for a child."""

LISTS = {
    "items": lambda house: "items/?kind=movie,series,episode",
    "items-by-word": lambda house: "items/?q=wolves",
    "items-of-library": lambda house: f"items/?library={house.films.pid}",
    "collection-entries": lambda house: f"collections/{house.collection.pid}/entries/",
    "collections": lambda house: "collections/",
    "genres": lambda house: "genres/",
    "tags": lambda house: "tags/",
    "search": lambda house: "search/?q=wol",
    "continue": lambda house: "home/continue/",
    "latest": lambda house: "home/latest/",
    "next-up": lambda house: "home/next-up/",
}

ONLY_LIBRARIANS = [
    ("get", "jobs/"), ("get", "health-issues/"), ("get", "skipped-files/"), ("get", "folders/"), ("post", "libraries/"),
    ("patch", "libraries/{films}/"), ("delete", "libraries/{films}/"), ("post", "libraries/{films}/scan/"),
    ("get", "libraries/{films}/removal/"), ("post", "libraries/{films}/roots/"), ("post", "collections/"),
    ("patch", "collections/{collection}/"), ("delete", "collections/{collection}/"),
    ("post", "collections/{collection}/entries/"), ("delete", "collections/{collection}/entries/1/"),
]  # fmt: skip
ONLY_OWNERS = [
    ("get", "users/"), ("post", "users/"), ("get", "users/{user}/"), ("patch", "users/{user}/"),
    ("delete", "users/{user}/"), ("get", "profiles/{profile}/access/"), ("patch", "profiles/{profile}/access/"),
]  # fmt: skip


def _filled(path: str, cast: Cast, house: House) -> str:
    return path.format(
        films=house.films.pid, collection=house.collection.pid, user=cast.member.user.pid, profile=cast.member.pid
    )


@pytest.mark.parametrize("address", FORBIDDEN_TO_A_CHILD.values(), ids=FORBIDDEN_TO_A_CHILD)
def test_what_a_child_may_not_see_is_not_there(
    cast: Cast, house: House, api: ApiOf, address: Callable[[House], str]
) -> None:
    api(cast.member).get(address(house))
    api(cast.child).get(address(house), 404)
    api(cast.guest).get(address(house), 404)


@pytest.mark.parametrize("address", LISTS.values(), ids=LISTS)
def test_lists_are_silent_about_what_a_child_may_not_see(
    cast: Cast, house: House, api: ApiOf, address: Callable[[House], str]
) -> None:
    for profile in (cast.member, cast.child):
        record_progress(profile, house.adult_film, position_ms=600_000)
        record_progress(profile, house.film, position_ms=600_000)

    heard = str(api(cast.child).get(address(house)))

    for row in (house.adult_film, house.adult_genre, house.adult_tag, house.adult_person, house.adult_collection):
        assert row.pid not in heard
    assert "Wolves" not in heard


def test_writing_reaches_no_hidden_item(cast: Cast, house: House, api: ApiOf) -> None:
    child = api(cast.child)
    playlist = child.post("playlists/", {"name": "Mine"}, 201)

    child.patch(f"items/{house.adult_film.pid}/watch-state/", {"is_favourite": True}, 404)
    child.post(f"playlists/{playlist['id']}/entries/", {"items": [house.adult_film.pid]}, 404)

    assert not house.adult_film.watch_states.exists()
    assert child.get(f"playlists/{playlist['id']}/entries/")["results"] == []


@pytest.mark.parametrize(("method", "path"), ONLY_LIBRARIANS)
@pytest.mark.parametrize("who", ["member", "guest", "child"])
def test_librarians_part_is_closed_to_others(
    cast: Cast, house: House, api: ApiOf, method: str, path: str, who: str
) -> None:
    body = None if method == "get" else {}
    api(cast.everybody()[who]).call(method, _filled(path, cast, house), 403, body)


@pytest.mark.parametrize(("method", "path"), ONLY_OWNERS)
@pytest.mark.parametrize("who", ["librarian", "member", "guest", "child"])
def test_owners_part_is_closed_to_others(
    cast: Cast, house: House, api: ApiOf, method: str, path: str, who: str
) -> None:
    body = None if method == "get" else {}
    api(cast.everybody()[who]).call(method, _filled(path, cast, house), 403, body)


def test_second_profile_shares_nothing_with_the_first(cast: Cast, house: House, api: ApiOf, playlist: Any) -> None:
    for stranger in (cast.member_second, cast.owner):
        caller = api(stranger)
        caller.get(f"playlists/{playlist.pid}/", 404)
        caller.get(f"playlists/{playlist.pid}/entries/", 404)
        caller.patch(f"playlists/{playlist.pid}/", {"name": "Taken"}, 404)
        caller.post(f"playlists/{playlist.pid}/entries/", {"items": [house.film.pid]}, 404)
        caller.call("patch", f"playlists/{playlist.pid}/entries/1/", 404, {"after_id": None})
        caller.call("delete", f"playlists/{playlist.pid}/entries/1/", 404)
        caller.delete(f"playlists/{playlist.pid}/", 404)
        assert caller.get("playlists/")["results"] == []


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (["read"], {"get items/"}),
        (["play"], {"patch watch-state"}),
        (["read", "play"], {"get items/", "patch watch-state"}),
        (["manage"], {"get jobs/"}),
        (["admin"], {"get users/"}),
        (["read", "play", "manage", "admin"], {"get items/", "patch watch-state", "get jobs/", "get users/"}),
    ],
    ids=lambda value: "+".join(sorted(value)),
)
def test_token_does_only_what_its_scopes_say(cast: Cast, house: House, scopes: list[str], allowed: set[str]) -> None:
    client = with_token(cast.owner, *scopes)
    calls = {
        "get items/": lambda: client.get("/api/v1/items/"),
        "patch watch-state": lambda: client.patch(
            f"/api/v1/items/{house.film.pid}/watch-state/", {"is_favourite": True}, content_type="application/json"
        ),
        "get jobs/": lambda: client.get("/api/v1/jobs/"),
        "get users/": lambda: client.get("/api/v1/users/"),
    }

    assert {name for name, call in calls.items() if call().status_code == 200} == allowed


def test_scopes_do_not_raise_what_the_account_may(cast: Cast, house: House) -> None:
    client = with_token(cast.member)

    assert client.get("/api/v1/jobs/").status_code == 403
    assert client.get("/api/v1/users/").status_code == 403


def test_token_of_a_childs_profile_sees_what_the_child_sees(cast: Cast, house: House) -> None:
    client = with_token(cast.child)

    assert client.get(f"/api/v1/items/{house.film.pid}/").status_code == 200
    assert client.get(f"/api/v1/items/{house.adult_film.pid}/").status_code == 404
    assert client.get("/api/v1/users/").status_code == 403, "the account is an owner's"
