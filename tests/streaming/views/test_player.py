"""The player's page, what follows what, and how a title would play."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from library.models import Chapter, LibraryKind, MediaFile, MediaItem
from streaming.views.neighbours import neighbours
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in
from tests.streaming.conftest import BROWSER, RECORDED, PlayHouse


def test_page_names_the_film_its_file_and_chapters(cast: Cast, playhouse: PlayHouse) -> None:
    file = MediaFile.objects.get(path="lamp.mp4")
    Chapter.objects.create(file=file, position=0, start_ms=0, end_ms=1000, title="Dusk")

    page = signed_in(cast.member).get(reverse("streaming:player", args=[playhouse.film.pid])).content.decode()

    assert "The Lamp" in page
    assert "H.264, 1080p" in page
    assert '{"start_ms": 0, "title": "Dusk"}' in page


@pytest.mark.parametrize("name", ["streaming:player", "streaming:reasons"])
def test_what_may_not_be_seen_is_not_found(cast: Cast, playhouse: PlayHouse, name: str) -> None:
    assert signed_in(cast.child).get(reverse(name, args=[playhouse.adult.pid])).status_code == 404
    assert signed_in(cast.guest).get(reverse(name, args=[playhouse.film.pid])).status_code == 404
    assert signed_in(cast.member).get(reverse(name, args=[uuid.uuid4().hex])).status_code == 404
    assert Client().get(reverse(name, args=[playhouse.film.pid])).status_code == 302


def test_container_has_no_player(cast: Cast, playhouse: PlayHouse) -> None:
    assert signed_in(cast.member).get(reverse("streaming:player", args=[playhouse.album.pid])).status_code == 404


def test_reasons_speak_of_the_device_that_asks(cast: Cast, playhouse: PlayHouse) -> None:
    client, address = signed_in(cast.member), reverse("streaming:reasons", args=[playhouse.refused.pid])

    refused = client.get(address, {"device": json.dumps(BROWSER)}).content.decode()
    able = {"containers": ["matroska"], "video": {"h264": {}}, "audio": {"ac3": {}}}
    plays = client.get(address, {"device": json.dumps(able)}).content.decode()

    assert 'data-plays="no"' in refused
    assert "AC-3 can&#x27;t be decoded here" in refused
    assert 'data-plays="yes"' in plays


@pytest.mark.parametrize("device", ["", "{", "[]", "7", '{"containers": 5}', "[" * 5000, "x" * 30_000])
def test_nonsense_about_the_device_is_answered_for_a_plain_browser(
    cast: Cast, playhouse: PlayHouse, device: str
) -> None:
    answer = signed_in(cast.member).get(reverse("streaming:reasons", args=[playhouse.film.pid]), {"device": device})

    assert answer.status_code == 200
    assert 'data-plays="yes"' in answer.content.decode()


def test_away_film_says_so_among_its_reasons(cast: Cast, playhouse: PlayHouse) -> None:
    playhouse.film.versions.all().delete()
    MediaItem.objects.filter(pk=playhouse.film.pk).update(availability="away")

    page = signed_in(cast.member).get(reverse("streaming:reasons", args=[playhouse.film.pid])).content.decode()

    assert "The drive with this title is away" in page


def test_episodes_follow_each_other_over_seasons_and_specials_stay_among_themselves(cast: Cast) -> None:
    series = make.make_series(make.make_library(LibraryKind.SERIES), "Tidewatch", {0: 2, 1: 2, 2: 1})
    at = make.episode_of
    last_of_first = neighbours(at(series, 1, 2), cast.member)
    special = neighbours(at(series, 0, 2), cast.member)

    assert (last_of_first.before, last_of_first.after) == (at(series, 1, 1), at(series, 2, 1))
    assert (special.before, special.after) == (at(series, 0, 1), None)
    assert neighbours(at(series, 1, 1), cast.member).before is None


def test_film_has_no_neighbours(cast: Cast, playhouse: PlayHouse) -> None:
    found = neighbours(playhouse.film, cast.member)

    assert (found.before, found.after) == (None, None)


def test_page_of_a_long_series_costs_no_more(cast: Cast) -> None:
    client, library = signed_in(cast.member), make.make_library(LibraryKind.SERIES)

    def cost(episodes: int) -> int:
        series = make.make_series(library, f"Of {episodes}", {1: episodes})
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("streaming:player", args=[make.episode_of(series, 1, 2).pid]))
        return len(caught)

    assert cost(3) == cost(40) == json.loads(RECORDED.read_text())["streaming:player"]
