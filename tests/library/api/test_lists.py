"""Playlists and collections through the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Profile
from library.models import CollectionEntry, PlaylistEntry
from tests.factories.people import Cast
from tests.library.api.conftest import Api, House

ApiOf = Callable[[Profile], Api]


def _titles(answer: dict[str, Any]) -> list[str]:
    return [row["item"]["title"] for row in answer["results"]]


def test_playlist_is_made_renamed_and_deleted(cast: Cast, api: ApiOf) -> None:
    caller = api(cast.member)
    made = caller.post("playlists/", {"name": "Evening"}, 201)

    renamed = caller.patch(f"playlists/{made['id']}/", {"name": "Night"})
    assert renamed["name"] == "Night"
    assert [row["name"] for row in caller.get("playlists/")["results"]] == ["Night"]
    caller.delete(f"playlists/{made['id']}/")
    assert caller.get("playlists/")["results"] == []


def test_items_are_added_in_their_order_and_may_stand_twice(cast: Cast, house: House, api: ApiOf) -> None:
    caller = api(cast.member)
    path = f"playlists/{caller.post('playlists/', {'name': 'Mine'}, 201)['id']}/entries/"

    caller.post(path, {"items": [house.adult_film.pid, house.film.pid]})
    answer = caller.post(path, {"items": [house.adult_film.pid]})

    assert answer["entry_count"] == 3
    assert _titles(caller.get(path)) == ["The Wolves", "The Lamp", "The Wolves"]


def test_entry_is_moved_and_removed(cast: Cast, house: House, api: ApiOf, playlist: Any) -> None:
    caller, path = api(cast.member), f"playlists/{playlist.pid}/entries/"
    first, second, third = [row["id"] for row in caller.get(path)["results"]]

    caller.call("patch", f"{path}{third}/", 204, {"after_id": first})
    assert [row["id"] for row in caller.get(path)["results"]] == [first, third, second]
    caller.call("patch", f"{path}{second}/", 204, {"after_id": None})
    assert [row["id"] for row in caller.get(path)["results"]] == [second, first, third]
    caller.delete(f"{path}{first}/")
    assert [row["id"] for row in caller.get(path)["results"]] == [second, third]


def test_entry_of_another_playlist_is_not_moved(cast: Cast, house: House, api: ApiOf, playlist: Any) -> None:
    other = cast.member.playlists.create(name="Other")
    foreign = PlaylistEntry.objects.create(playlist=other, item=house.film, position=0)
    mine = playlist.entries.first()
    path = f"playlists/{playlist.pid}/entries"

    api(cast.member).call("patch", f"{path}/{foreign.pk}/", 404, {"after_id": None})
    api(cast.member).call("patch", f"{path}/{mine.pk}/", 404, {"after_id": foreign.pk})
    api(cast.member).call("delete", f"{path}/{foreign.pk}/", 404)


def test_hidden_entries_keep_their_place(cast: Cast, house: House, api: ApiOf) -> None:
    collection = house.collection
    CollectionEntry.objects.create(collection=collection, item=house.series, position=2)
    path = f"collections/{collection.pid}/entries/"

    assert _titles(api(cast.child).get(path)) == ["The Lamp", "Tidewatch"]
    assert _titles(api(cast.librarian).get(path)) == ["The Lamp", "The Wolves", "Tidewatch"]
    assert api(cast.child).get(f"collections/{collection.pid}/")["entry_count"] == 2


def test_pages_of_entries_go_on_where_they_ended(cast: Cast, house: House, api: ApiOf, playlist: Any) -> None:
    path, caller = f"playlists/{playlist.pid}/entries/", api(cast.member)

    first = caller.get(path, limit=2)
    rest = caller.get(path, limit=2, cursor=first["next_cursor"])

    assert _titles(first) + _titles(rest) == ["The Lamp", "The Wolves", "The Lamp"]
    assert rest["next_cursor"] is None


def test_librarian_builds_a_collection(cast: Cast, house: House, api: ApiOf) -> None:
    caller = api(cast.librarian)
    made = caller.post("collections/", {"name": "Winter", "is_ordered": True}, 201)
    path = f"collections/{made['id']}/"
    assert made["id"] in str(caller.get("collections/")), "an empty one is seen by those who can fill it"
    api(cast.member).get(path, 404)

    caller.post(f"{path}entries/", {"items": [house.film.pid, house.film.pid]})
    answer = caller.post(f"{path}entries/", {"items": [house.film.pid, house.series.pid]})
    assert answer["entry_count"] == 2, "an item stands once in a collection"
    first, second = [row["id"] for row in caller.get(f"{path}entries/")["results"]]
    caller.call("patch", f"{path}entries/{second}/", 204, {"after_id": None})
    assert _titles(api(cast.member).get(f"{path}entries/")) == ["Tidewatch", "The Lamp"]
    caller.delete(f"{path}entries/{first}/")
    assert caller.patch(path, {"overview": "Snow"})["overview"] == "Snow"
    caller.delete(path)


@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "x" * 201}, {"name": "x" * 1_000_000}, {"name": "a\x00b"}, {"name": ["a"]},
     {"name": "a", "profile": 1}, {"name": "a", "public_id": "0"}, {"name": "a", "overview": "x" * 6_000}],
    ids=lambda body: str(body)[:40],
)  # fmt: skip
def test_nonsense_makes_no_playlist(cast: Cast, api: ApiOf, body: Any) -> None:
    api(cast.member).post("playlists/", body, 400)

    assert not cast.member.playlists.exists()


@pytest.mark.parametrize("items", [[], ["x"], [1], "x", ["0" * 32] * 501], ids=lambda items: str(items)[:20])
def test_nonsense_adds_no_entries(cast: Cast, api: ApiOf, playlist: Any, items: Any) -> None:
    api(cast.member).post(f"playlists/{playlist.pid}/entries/", {"items": items}, 400)

    assert playlist.entries.count() == 3


def test_one_missing_item_adds_none(cast: Cast, house: House, api: ApiOf, playlist: Any, nobody: str) -> None:
    api(cast.member).post(f"playlists/{playlist.pid}/entries/", {"items": [house.film.pid, nobody]}, 404)

    assert playlist.entries.count() == 3
