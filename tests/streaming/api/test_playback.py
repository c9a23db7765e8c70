"""Playing through the API: starting, reporting, stopping, and strangers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, Profile
from library.models import WatchState
from streaming.models import PlaybackSession
from tests.factories.people import Cast, signed_in, with_token
from tests.library.api.conftest import Api
from tests.streaming.conftest import BROWSER, MINUTE, RECORDED, PlayHouse, begin

ApiOf = Callable[[Profile], Api]


@pytest.fixture
def api() -> ApiOf:
    """Make a caller for a profile."""
    return lambda profile: Api(signed_in(profile))


def _start(api: Api, item: Any, expect: int = 201, **more: Any) -> Any:
    return api.post("playback/", {"item": item.pid, "device": BROWSER, **more}, expect)


def test_film_is_started_reported_and_stopped(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    member = api(cast.member)
    started = _start(member, playhouse.film)
    assert started["is_playable"]
    assert started["decision"]["method"] == "direct_play"
    assert all(reason["sentence"] for reason in started["decision"]["reasons"])

    address = f"playback/{started['id']}"
    told = member.post(f"{address}/progress/", {"position_ms": 30 * MINUTE})
    assert (told["position_ms"], told["stop_requested"]) == (30 * MINUTE, False)
    member.post(f"{address}/stop/", {"position_ms": 31 * MINUTE}, 204)

    assert WatchState.objects.get(profile=cast.member).position_ms == 31 * MINUTE
    assert _start(member, playhouse.film)["resume_ms"] == 31 * MINUTE


def test_refused_film_is_told_with_its_reasons(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    started = _start(api(cast.member), playhouse.refused)

    assert not started["is_playable"]
    assert started["parts"] == []
    assert started["decision"]["words"] == "Needs its sound converted"


def test_preview_starts_nothing(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    body = {"item": playhouse.film.pid, "device": BROWSER}

    assert api(cast.member).post("playback/preview/", body)["method"] == "direct_play"
    assert not PlaybackSession.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"item": "x"},
        {"item": 1},
        {"item": uuid.uuid4().hex, "device": []},
        {"item": uuid.uuid4().hex, "device": {str(n): n for n in range(300)}},
        {"item": uuid.uuid4().hex, "audio_index": -1},
        {"item": uuid.uuid4().hex, "max_height": 1},
        {"item": uuid.uuid4().hex, "max_bitrate_bps": "fast"},
    ],
)
def test_body_that_is_not_understood_is_refused(cast: Cast, api: ApiOf, body: dict[str, Any]) -> None:
    api(cast.member).post("playback/", body, 400)


@pytest.mark.parametrize("device", [{"containers": 5}, {"containers": ["mp4", None, {}], "video": [], "audio": "x"}])
def test_nonsense_about_the_device_plays_less_but_breaks_nothing(
    cast: Cast, playhouse: PlayHouse, api: ApiOf, device: dict[str, Any]
) -> None:
    _start(api(cast.member), playhouse.film, device=device)


def test_invisible_and_unknown_items_are_not_found(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    _start(api(cast.child), playhouse.adult, 404)
    _start(api(cast.guest), playhouse.film, 404)
    api(cast.member).post("playback/", {"item": uuid.uuid4().hex}, 404)
    api(cast.child).post("playback/preview/", {"item": playhouse.adult.pid}, 404)


def test_child_plays_what_is_meant_for_it(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    assert _start(api(cast.child), playhouse.film)["is_playable"]


@pytest.mark.parametrize("act", ["progress", "stop"])
def test_session_of_another_profile_is_not_found(cast: Cast, playhouse: PlayHouse, api: ApiOf, act: str) -> None:
    session = begin(cast.member, playhouse.film).session
    for stranger in (cast.guest, cast.member_second, cast.child):
        api(stranger).post(f"playback/{session.pid}/{act}/", {"position_ms": 5}, 404)

    assert PlaybackSession.objects.live().get().position_ms == 0


def test_librarian_reports_no_progress_for_others(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    session = begin(cast.member, playhouse.film).session

    api(cast.librarian).post(f"playback/{session.pid}/progress/", {"position_ms": 5}, 404)


def test_librarian_stops_a_session_and_the_player_hears_of_it(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    session = begin(cast.member, playhouse.film).session
    api(cast.librarian).post(f"playback/{session.pid}/stop/", {"message": "Bedtime"}, 204)

    told = api(cast.member).post(f"playback/{session.pid}/progress/", {"position_ms": 5})

    assert told["stop_requested"]
    assert PlaybackSession.objects.get().message == "Bedtime"
    assert not PlaybackSession.objects.live().exists()


def test_only_librarians_send_messages(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    address = f"playback/{begin(cast.member, playhouse.film).session.pid}/message/"

    api(cast.librarian).post(address, {"message": "Dinner"}, 204)
    for other in (cast.member, cast.guest, cast.child):
        api(other).post(address, {"message": "Dinner"}, 403)
    api(cast.librarian).post(address, {"message": ""}, 400)
    api(cast.librarian).post(f"playback/{uuid.uuid4().hex}/message/", {"message": "x"}, 404)


def test_list_shows_librarians_everything_and_others_their_own(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    begin(cast.member, playhouse.film)
    begin(cast.owner, playhouse.adult)

    def seen(profile: Profile) -> set[str]:
        return {row["title"] for row in api(profile).get("playback/")["results"]}

    assert seen(cast.owner) == seen(cast.librarian) == {"The Lamp", "The Wolves"}
    assert seen(cast.member) == {"The Lamp"}
    assert seen(cast.guest) == set()


def test_child_of_the_owner_oversees_nobody(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    session = begin(cast.member, playhouse.film).session

    assert api(cast.child).get("playback/")["results"] == []
    api(cast.child).post(f"playback/{session.pid}/stop/", {}, 404)


def test_title_that_a_librarian_may_not_see_is_not_named(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    from library.access import grant_libraries

    begin(cast.member, playhouse.film)
    grant_libraries(cast.librarian, [])

    row = api(cast.librarian).get("playback/")["results"][0]

    assert (row["title"], row["item_id"], row["profile"]) == ("", "", "mara")


def test_of_a_queue_only_the_heard_track_is_listed(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    heard, waiting = playhouse.tracks
    first = begin(cast.member, heard).session
    begin(cast.member, waiting)
    member = api(cast.member)
    assert [row["title"] for row in member.get("playback/")["results"]] == [heard.title]

    member.post(f"playback/{first.pid}/progress/", {"position_ms": 5_000})

    assert [row["title"] for row in member.get("playback/")["results"]] == [heard.title]


def test_list_costs_the_same_for_many_sessions(cast: Cast, playhouse: PlayHouse, api: ApiOf) -> None:
    owner = api(cast.owner)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            owner.get("playback/")
        return len(caught)

    begin(cast.member, playhouse.film)
    one = cost()
    for profile in (cast.owner, cast.librarian, cast.member_second):
        begin(profile, playhouse.film)
        begin(profile, playhouse.adult)

    assert cost() == one == json.loads(RECORDED.read_text())["api:playback"]


@pytest.mark.parametrize("path", ["playback/", "playback/preview/", f"playback/{0:032x}/progress/"])
def test_strangers_are_asked_to_sign_in(db: None, path: str) -> None:
    answer = Client().post(f"/api/v1/{path}", json.dumps({}), content_type="application/json")

    assert answer.status_code == 401


def test_token_that_only_reads_starts_nothing(cast: Cast, playhouse: PlayHouse) -> None:
    body = json.dumps({"item": playhouse.film.pid, "device": BROWSER})
    reader = with_token(cast.member, ApiToken.Scope.READ)
    player = with_token(cast.member, ApiToken.Scope.READ, ApiToken.Scope.PLAY)

    assert reader.post("/api/v1/playback/", body, content_type="application/json").status_code == 403
    assert player.post("/api/v1/playback/", body, content_type="application/json").status_code == 201
    assert PlaybackSession.objects.get().api_token is not None


def test_librarians_token_without_that_right_oversees_nobody(cast: Cast, playhouse: PlayHouse) -> None:
    begin(cast.member, playhouse.film)
    narrow = with_token(cast.librarian, ApiToken.Scope.READ, ApiToken.Scope.PLAY)

    assert narrow.get("/api/v1/playback/").json()["results"] == []
