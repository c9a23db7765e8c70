"""Continue and Next up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library.models import Availability, ItemKind, LibraryKind, WatchState
from library.watch_state import continue_watching, hide_from_continue, mark_watched, next_in, next_up, record_progress
from tests.factories.catalogue import (
    episode_of,
    make_child,
    make_item,
    make_library,
    make_movie,
    make_profile,
    make_series,
    next_request,
)

pytestmark = pytest.mark.django_db
MINUTE = 60_000


@pytest.fixture
def profile():
    return make_profile()


def series_with(profile, seasons, watched=(), begun=(), away=()):
    """A series, what the profile saw of it (in this order), and what it is in the middle of."""
    series = make_series(make_library(LibraryKind.SERIES), seasons=seasons)
    profile = next_request(profile)
    for season, number in watched:
        mark_watched(profile, episode_of(series, season, number))
    for season, number in begun:
        record_progress(profile, episode_of(series, season, number), position_ms=10 * MINUTE)
    for season, number in away:
        series.descendants.filter(parent_number=season, number=number).update(availability=Availability.AWAY)
    return series


@pytest.mark.parametrize(
    ("seasons", "facts", "expected"),
    [
        pytest.param({1: 3}, {}, None, id="nothing seen yet"),
        pytest.param({1: 3}, {"watched": [(1, 1)]}, (1, 2), id="the one after the last seen"),
        pytest.param({1: 3}, {"watched": [(1, 2), (1, 1)]}, (1, 3), id="last in order, not in time"),
        pytest.param({1: 2, 2: 2}, {"watched": [(1, 2)]}, (2, 1), id="next season"),
        pytest.param({1: 3}, {"watched": [(1, 3)]}, None, id="all seen, earlier gaps are left alone"),
        pytest.param({0: 2, 1: 2}, {"watched": [(1, 2)]}, None, id="specials do not jump in at the end"),
        pytest.param({0: 2, 1: 3}, {"watched": [(0, 1), (1, 1)]}, (1, 2), id="a special between regular ones"),
        pytest.param({0: 2, 1: 3}, {"watched": [(1, 1), (0, 1)]}, (1, 2), id="a special seen last"),
        pytest.param({0: 2, 1: 3}, {"watched": [(0, 1)]}, (0, 2), id="only specials were chosen"),
        pytest.param({0: 1, 1: 3}, {"watched": [(0, 1)]}, None, id="specials do not lead into the first season"),
        pytest.param({1: 3}, {"watched": [(1, 1)], "begun": [(1, 2)]}, None, id="begun: stands in Continue"),
        pytest.param({1: 3}, {"watched": [(1, 1)], "begun": [(1, 3)]}, (1, 2), id="a later one is begun"),
        pytest.param({1: 3}, {"watched": [(1, 1)], "away": [(1, 2)]}, (1, 3), id="what is away is passed over"),
        pytest.param({1: 4}, {"watched": [(1, 1), (1, 3)]}, (1, 4), id="a gap"),
    ],
)
def test_next_up_rules(profile, seasons, facts, expected):
    series_with(profile, seasons, **facts)
    found = [(episode.parent_number, episode.number) for episode in next_up(profile)]
    assert found == ([expected] if expected else [])


def test_next_up_is_newest_activity_first_in_one_statement(profile, django_assert_num_queries):
    now = timezone.now()
    for days in (3, 1, 2):
        series = series_with(profile, {1: 2}, watched=[(1, 1)])
        WatchState.objects.filter(item__root=series).update(last_played_at=now - timedelta(days=days))
    profile = next_request(profile)
    next_up(profile)
    with django_assert_num_queries(1):
        found = next_up(profile)
    ages = [(now - WatchState.objects.get(item__root=episode.root).last_played_at).days for episode in found]
    assert ages == [1, 2, 3]


def test_next_up_keeps_profiles_apart_and_hides_what_is_not_visible(profile):
    series = series_with(profile, {1: 2}, watched=[(1, 1)])
    child = make_child(series.library)
    mark_watched(profile, series)
    WatchState.objects.filter(item=episode_of(series, 1, 1)).update(profile=child)
    assert next_up(child) == []


def test_continue_holds_what_was_begun_latest_first(profile):
    library = make_library()
    films = [make_movie(library, f"Film {letter}") for letter in "ABCD"]
    for film, minute in zip(films, (10, 0.5, 95, 20), strict=True):
        record_progress(profile, film, position_ms=int(minute * MINUTE))
    assert [state.item.title for state in continue_watching(profile)] == ["Film D", "Film A"]


def test_continue_shows_one_episode_of_a_series(profile):
    series_with(profile, {1: 3}, begun=[(1, 1), (1, 3)])
    assert [state.item.number for state in continue_watching(profile)] == [3]


def test_continue_holds_long_music_and_no_songs(profile):
    library = make_library(LibraryKind.MUSIC)
    song = make_item(library, ItemKind.TRACK, "Song", duration_ms=4 * MINUTE)
    concert = make_item(library, ItemKind.TRACK, "Concert", duration_ms=70 * MINUTE)
    for track in (song, concert):
        record_progress(profile, track, position_ms=2 * MINUTE)
    assert [state.item.title for state in continue_watching(profile)] == ["Concert"]


def test_hidden_away_and_unseen_items_are_left_out_of_continue(profile):
    library = make_library()
    hidden, away = make_movie(library), make_movie(library)
    child = make_child(library)
    for film in (hidden, away):
        record_progress(profile, film, position_ms=10 * MINUTE)
        record_progress(child, film, position_ms=10 * MINUTE)
    hide_from_continue(profile, hidden)
    type(away).objects.filter(pk=away.pk).update(availability=Availability.AWAY)
    assert continue_watching(profile) == []
    assert continue_watching(child) == []


def test_continue_costs_the_same_for_one_and_for_twenty(profile, django_assert_num_queries):
    library = make_library()
    make_movie(library)
    continue_watching(profile)
    for _ in range(20):
        record_progress(profile, make_movie(library), position_ms=10 * MINUTE)
    with django_assert_num_queries(1):
        assert len(continue_watching(profile)) == 20


@pytest.mark.parametrize(
    ("seasons", "facts", "expected"),
    [
        pytest.param({0: 1, 1: 2}, {}, (1, 1), id="nothing seen: the first regular one"),
        pytest.param({0: 2}, {}, (0, 1), id="only specials there"),
        pytest.param({1: 3}, {"watched": [(1, 1)]}, (1, 2), id="follower"),
        pytest.param({1: 3}, {"watched": [(1, 1)], "begun": [(1, 2)]}, (1, 2), id="begun"),
        pytest.param({1: 2}, {"watched": [(1, 1), (1, 2)]}, (1, 1), id="all seen: from the start"),
        pytest.param({0: 1, 1: 1}, {"watched": [(1, 1)]}, (1, 1), id="specials wait to be chosen"),
        pytest.param({1: 3}, {"watched": [(1, 3)]}, (1, 1), id="the gap when the end was seen"),
    ],
)
def test_what_a_series_page_plays(profile, seasons, facts, expected):
    series = series_with(profile, seasons, **facts)
    found = next_in(series, profile)
    assert (found.parent_number, found.number) == expected
