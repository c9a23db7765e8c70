"""What one does with an item from any page."""

import json

import pytest
from django.urls import reverse

from library.models import WatchState
from library.watch_state import record_progress
from mediaserver.system.models import Job
from tests.factories import catalogue as make
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db


def post(browser, name, item, query=""):
    return browser.post(reverse(f"library:{name}", args=[item.pid]) + query)


def told(answer):
    return json.loads(answer["HX-Trigger"])


def test_seen_is_changed_and_the_buttons_are_drawn_anew(house, member):
    answer = post(member, "item-seen", house.film)
    assert 'aria-pressed="true"' in answer.content.decode()
    assert WatchState.objects.get().is_watched
    assert told(answer)["hearth:watch.changed"] == {"item": house.film.pid}
    assert WatchState.objects.get(item=house.film).is_watched
    post(member, "item-seen", house.film)
    assert not WatchState.objects.get().is_watched


def test_saying_it_twice_changes_nothing(house, member):
    for _ in range(2):
        post(member, "item-seen", house.film, "?seen=yes")
    assert WatchState.objects.get().is_watched


def test_card_goes_away_and_undo_brings_the_position_back(house, cast):
    record_progress(cast.member, house.film, position_ms=42 * 60_000)
    browser = signed_in(cast.member)
    answer = post(browser, "item-seen", house.film, "?part=none")
    assert answer.content == b""
    undo = told(answer)["toast"]["action"]["url"]
    assert browser.post(undo).status_code == 200
    state = WatchState.objects.get()
    assert (state.is_watched, state.position_ms) == (False, 42 * 60_000)


def test_episode_row_is_drawn_anew(house, member):
    episode = make.episode_of(house.series, 1, 1)
    page = post(member, "item-seen", episode, "?part=episode").content.decode()
    assert f'id="episode-{episode.pid}"' in page and 'aria-pressed="true"' in page


def test_series_buttons_say_what_plays_next(house, member):
    make_seen = make.episode_of(house.series, 1, 1)
    post(member, "item-seen", make_seen)
    page = post(member, "item-favourite", house.series).content.decode()
    assert "Play S1 E2" in page


@pytest.mark.parametrize(("part", "expected"), [("heart", 'class="btn icon sm quiet heart"'), ("big", 'id="acts-')])
def test_heart_is_drawn_where_it_stands(house, member, part, expected):
    page = post(member, "item-favourite", house.album, f"?part={part}").content.decode()
    assert expected in page and 'aria-pressed="true"' in page
    assert WatchState.objects.get().is_favourite


def test_hidden_from_continue_keeps_its_place(house, cast):
    record_progress(cast.member, house.film, position_ms=42 * 60_000)
    answer = post(signed_in(cast.member), "item-hide", house.film)
    state = WatchState.objects.get()
    assert (state.is_hidden_from_continue, state.position_ms) == (True, 42 * 60_000)
    assert "toast" in told(answer)


def test_folder_is_scanned_for_librarians_only(house, cast):
    assert post(signed_in(cast.member), "item-scan", house.film).status_code == 403
    assert not Job.objects.exists()
    answer = post(signed_in(cast.librarian), "item-scan", house.film)
    assert told(answer)["toast"]["kind"] == "good"
    assert Job.objects.get().subject == "Films"
    assert told(post(signed_in(cast.librarian), "item-scan", house.series))["toast"]["kind"] == "bad"


def test_menu_is_there_for_librarians_only(house, cast):
    address = reverse("library:movie-detail", args=[house.film.pid])
    scan = reverse("library:item-scan", args=[house.film.pid])
    assert scan in signed_in(cast.librarian).get(address).content.decode()
    assert scan not in signed_in(cast.member).get(address).content.decode()
