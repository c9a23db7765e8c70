"""The activity page: what it shows to whom, stopping, a word, and what it costs."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from library.access import grant_libraries
from library.models import MediaItem
from mediaserver.system.models import Job
from streaming.models import PlaybackSession
from streaming.sessions import report_progress, stop_session
from streaming.views.session_cards import address_class
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in
from tests.streaming.conftest import MINUTE, RECORDED, PlayHouse, begin


def _page(client: Client, name: str = "streaming:activity") -> str:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def test_session_is_shown_with_device_place_method_and_rate(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film, address="192.168.1.7").session
    report_progress(session, position_ms=25 * MINUTE, is_paused=False)

    page = _page(signed_in(cast.librarian))

    for words in (
        "The Lamp",
        "mara",
        "At home",
        "Plays as it is",
        "Nothing to convert",
        "5.0\u00a0Mb/s",
        "1:15:00 left",
    ):
        assert words in page, words
    assert 'style="--v: 25"' in page


def test_refused_title_is_told_with_its_reason(cast: Cast, playhouse: PlayHouse) -> None:
    begin(cast.member, playhouse.refused)

    page = _page(signed_in(cast.librarian))

    assert "Sound: AC-3 can&#x27;t be decoded here" in page
    assert "Nothing is playing" in page


def test_members_see_only_their_own(cast: Cast, playhouse: PlayHouse) -> None:
    begin(cast.member, playhouse.film)
    begin(cast.owner, playhouse.adult)

    page = _page(signed_in(cast.member))

    assert "The Lamp" in page
    assert "The Wolves" not in page
    assert "olive" not in page


def test_child_of_the_owner_sees_only_its_own(cast: Cast, playhouse: PlayHouse) -> None:
    begin(cast.member, playhouse.film)

    page = _page(signed_in(cast.child))

    assert "mara" not in page
    assert "Nothing is playing" in page


def test_title_that_the_librarian_may_not_see_is_not_named(cast: Cast, playhouse: PlayHouse) -> None:
    begin(cast.member, playhouse.film)
    grant_libraries(cast.librarian, [])

    page = _page(signed_in(cast.librarian))

    assert "The Lamp" not in page
    assert "mara" in page


def test_jobs_are_for_librarians(cast: Cast) -> None:
    Job.objects.create(kind="scan", key="1", subject="Films", state=Job.State.RUNNING)

    assert "Films" in _page(signed_in(cast.librarian), "streaming:activity-sessions")
    assert "Films" not in _page(signed_in(cast.member), "streaming:activity-sessions")


def test_title_played_again_is_told_once(cast: Cast, playhouse: PlayHouse) -> None:
    for _round in range(3):
        session = begin(cast.member, playhouse.film).session
        report_progress(session, position_ms=MINUTE, is_paused=False)
        stop_session(session)

    assert _page(signed_in(cast.member)).count("The Lamp") == 1


def test_librarian_stops_somebody(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session

    answer = signed_in(cast.librarian).post(reverse("streaming:session-stop", args=[session.pid]))

    assert answer.status_code == 204
    assert json.loads(answer["HX-Trigger"])["toast"]["text"] == "Stopped for mara."
    session.refresh_from_db()
    assert session.stop_requested_at is not None


def test_viewer_stops_an_own_session_on_another_device(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    signed_in(cast.member).post(reverse("streaming:session-stop", args=[session.pid]))

    session.refresh_from_db()
    assert session.stopped_at is not None


@pytest.mark.parametrize("name", ["streaming:session-stop", "streaming:session-message"])
def test_sessions_of_others_are_not_found(cast: Cast, playhouse: PlayHouse, name: str) -> None:
    session = begin(cast.owner, playhouse.film).session
    for stranger in (cast.member, cast.guest, cast.child):
        address = reverse(name, args=[session.pid])
        assert signed_in(stranger).post(address, {"message": "x"}).status_code == 404
    assert signed_in(cast.owner).post(reverse(name, args=[uuid.uuid4().hex]), {"message": "x"}).status_code == 404
    assert PlaybackSession.objects.live().exists()


def test_word_is_asked_for_and_sent(cast: Cast, playhouse: PlayHouse) -> None:
    address = reverse("streaming:session-message", args=[begin(cast.member, playhouse.film).session.pid])
    librarian = signed_in(cast.librarian)

    assert "A word to mara" in librarian.get(address).content.decode()
    assert librarian.post(address, {"message": ""}).status_code == 200
    sent = librarian.post(address, {"message": "Dinner"})

    assert sent.status_code == 204
    assert set(json.loads(sent["HX-Trigger"])) == {"dialog-close", "toast"}


@pytest.mark.parametrize("name", ["streaming:activity", "streaming:activity-sessions", "streaming:playing-parts"])
def test_strangers_are_led_to_the_sign_in(cast: Cast, name: str) -> None:
    answer = Client().get(reverse(name))

    assert answer.status_code == 302
    assert "next=" in answer["Location"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", "At home"),
        ("192.168.1.7", "At home"),
        ("10.1.2.3", "At home"),
        ("fd00::1", "At home"),
        ("fe80::1", "At home"),
        ("::ffff:192.168.1.7", "At home"),
        ("8.8.8.8", "Away, over the internet"),
        ("2a00:1450::1", "Away, over the internet"),
        ("::ffff:8.8.8.8", "Away, over the internet"),
        (None, ""),
        ("", ""),
    ],
)
def test_address_tells_home_from_away(address: str | None, words: str) -> None:
    assert address_class(address) == words


def test_cost_is_recorded_and_the_same_for_many(cast: Cast, playhouse: PlayHouse) -> None:
    client = signed_in(cast.librarian)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            _page(client, "streaming:activity-sessions")
        return len(caught)

    def play(item: MediaItem) -> None:
        for profile in (cast.member, cast.owner):
            begin(profile, item)
            begin(profile, playhouse.refused)
        ended = begin(cast.librarian, item).session
        report_progress(ended, position_ms=MINUTE, is_paused=False)
        stop_session(ended)

    make.make_artwork(playhouse.film, "backdrop")
    play(playhouse.film)
    few = cost()
    for item in (playhouse.adult, playhouse.parted, *playhouse.tracks):
        make.make_artwork(item, "backdrop")
        play(item)

    assert cost() == few == json.loads(RECORDED.read_text())["streaming:activity-sessions"]


def test_silent_session_is_not_shown_as_playing(cast: Cast, playhouse: PlayHouse) -> None:
    begin(cast.member, playhouse.film)
    PlaybackSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=5))

    assert "Nothing is playing" in _page(signed_in(cast.member))
