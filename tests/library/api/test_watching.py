"""Watch state and the rows of the home page through the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Profile
from library.models import WatchState
from library.watch_state import mark_watched, record_progress
from tests.factories.people import Cast
from tests.library.api.conftest import Api, House

ApiOf = Callable[[Profile], Api]


def test_everything_about_an_item_can_be_set_at_once(cast: Cast, house: House, api: ApiOf) -> None:
    wanted = {"is_favourite": True, "rating": 7, "position_ms": 120_000}

    state = api(cast.member).patch(f"items/{house.film.pid}/watch-state/", wanted)

    assert {name: state[name] for name in wanted} == wanted
    assert api(cast.member).get(f"items/{house.film.pid}/watch-state/") == state
    assert api(cast.owner).get(f"items/{house.film.pid}/watch-state/")["position_ms"] == 0


def test_marking_a_series_marks_what_is_below(cast: Cast, house: House, api: ApiOf) -> None:
    caller, path = api(cast.member), f"items/{house.series.pid}/watch-state/"

    assert caller.patch(path, {"is_watched": True})["unwatched_count"] == 0
    assert WatchState.objects.filter(profile=cast.member, is_watched=True).count() == 2
    assert caller.patch(path, {"is_watched": False})["unwatched_count"] == 2


def test_rating_is_taken_away_by_null(cast: Cast, house: House, api: ApiOf) -> None:
    caller, path = api(cast.member), f"items/{house.film.pid}/watch-state/"
    caller.patch(path, {"rating": 9})

    assert caller.patch(path, {"rating": None})["rating"] is None


@pytest.mark.parametrize(
    "body",
    [{"rating": 0}, {"rating": 11}, {"rating": "x" * 1_000_000}, {"position_ms": -1}, {"position_ms": 10**18},
     {"is_watched": "perhaps"}, {"is_hidden_from_continue": False}, {"profile": 1}, [], "text", {"play_count": 5}],
    ids=lambda body: str(body)[:40],
)  # fmt: skip
def test_nonsense_is_refused_and_changes_nothing(cast: Cast, house: House, api: ApiOf, body: Any) -> None:
    api(cast.member).patch(f"items/{house.film.pid}/watch-state/", body, 400)

    assert not WatchState.objects.exists()


def test_position_of_something_that_does_not_play_is_refused(cast: Cast, house: House, api: ApiOf) -> None:
    api(cast.member).patch(f"items/{house.series.pid}/watch-state/", {"position_ms": 5}, 400)
    api(cast.member).patch(f"items/{house.photo.pid}/watch-state/", {"position_ms": 5}, 400)


def test_refused_change_is_refused_whole(cast: Cast, house: House, api: ApiOf) -> None:
    body = {"is_favourite": True, "position_ms": 5}

    api(cast.member).patch(f"items/{house.series.pid}/watch-state/", body, 400)

    assert not WatchState.objects.exists()


def test_continue_lists_what_is_in_the_middle(cast: Cast, house: House, api: ApiOf) -> None:
    record_progress(cast.member, house.film, position_ms=30 * 60_000)
    caller = api(cast.member)

    assert [row["id"] for row in caller.get("home/continue/")["results"]] == [house.film.pid]
    caller.patch(f"items/{house.film.pid}/watch-state/", {"is_hidden_from_continue": True})
    assert caller.get("home/continue/")["results"] == []


def test_next_up_is_the_episode_after_the_last_seen(cast: Cast, house: House, api: ApiOf) -> None:
    mark_watched(cast.member, house.episode)

    rows = api(cast.member).get("home/next-up/")["results"]

    assert [(row["parent_number"], row["number"]) for row in rows] == [(1, 2)]


def test_latest_goes_library_by_library(cast: Cast, house: House, api: ApiOf) -> None:
    rows = {row["library"]["name"]: row["results"] for row in api(cast.member).get("home/latest/", limit=1)["results"]}

    assert [row["title"] for row in rows["Films"]] == ["The Wolves"]
    assert [row["kind"] for row in rows["Music"]] == ["album"]
    assert list(rows) == ["Films", "Music", "Photos", "Shows"]


def test_latest_of_one_library(cast: Cast, house: House, api: ApiOf, nobody: str) -> None:
    answer = api(cast.member).get("home/latest/", library=house.films.pid)

    assert [row["library"]["id"] for row in answer["results"]] == [house.films.pid]
    api(cast.member).get("home/latest/", 404, library=nobody)
