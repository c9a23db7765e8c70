"""Writing down what a profile does."""

import pytest

from library.models import LibraryKind, WatchState
from library.watch_state import (
    hide_from_continue,
    mark_unwatched,
    mark_watched,
    record_progress,
    resume_offered,
    set_favourite,
    set_rating,
)
from tests.factories.catalogue import (
    episode_of,
    make_album,
    make_child,
    make_library,
    make_movie,
    make_profile,
    make_series,
    make_version,
)

pytestmark = pytest.mark.django_db
MINUTE = 60_000


@pytest.fixture
def profile():
    return make_profile()


@pytest.fixture
def film():
    return make_movie(make_library(), "Harbour")


def test_position_is_kept_with_the_version_it_was_measured_on(profile, film):
    version = make_version(film)
    record_progress(profile, film, position_ms=30 * MINUTE, duration_ms=100 * MINUTE, version=version)
    state = WatchState.objects.get()
    assert (state.position_ms, state.version, state.is_watched) == (30 * MINUTE, version, False)
    assert resume_offered(state, film.duration_ms) == 30 * MINUTE


def test_ninety_per_cent_counts_as_one_viewing_however_long_the_credits_run(profile, film):
    for minute in (10, 89, 90, 95, 99):
        state = record_progress(profile, film, position_ms=minute * MINUTE)
    assert (state.is_watched, state.play_count) == (True, 1)
    assert resume_offered(state, film.duration_ms) == 0


def test_second_viewing_is_counted_and_stays_seen_meanwhile(profile, film):
    for minute in (91, 5, 50):
        state = record_progress(profile, film, position_ms=minute * MINUTE)
    assert state.is_watched and state.play_count == 1
    assert record_progress(profile, film, position_ms=92 * MINUTE).play_count == 2


def test_position_behind_the_end_of_a_shorter_version_is_not_offered(profile, film):
    state = record_progress(profile, film, position_ms=80 * MINUTE)
    assert resume_offered(state, 70 * MINUTE) == 0
    assert resume_offered(None, 70 * MINUTE) == 0


def test_playing_brings_a_hidden_item_back(profile, film):
    hide_from_continue(profile, film)
    assert record_progress(profile, film, position_ms=5 * MINUTE).is_hidden_from_continue is False


def test_series_is_marked_with_every_episode_and_unmarked(profile):
    series = make_series(make_library(LibraryKind.SERIES), seasons={0: 1, 1: 3})
    record_progress(profile, episode_of(series, 1, 2), position_ms=10 * MINUTE)
    mark_watched(profile, series)
    states = WatchState.objects.all()
    assert len(states) == 4
    assert {(state.is_watched, state.position_ms, state.play_count) for state in states} == {(True, 0, 1)}
    mark_unwatched(profile, series)
    assert not WatchState.objects.filter(is_watched=True).exists()


def test_marking_twice_counts_once(profile, film):
    mark_watched(profile, film)
    mark_watched(profile, film)
    assert WatchState.objects.get().play_count == 1


def test_artist_and_season_reach_their_leaves(profile):
    album = make_album(make_library(LibraryKind.MUSIC), tracks=2)
    series = make_series(make_library(LibraryKind.SERIES), seasons={1: 2, 2: 2})
    mark_watched(profile, album.parent)
    mark_watched(profile, series.children.get(number=2))
    assert WatchState.objects.filter(is_watched=True).count() == 4


def test_container_is_marked_only_where_the_profile_sees():
    library = make_library(LibraryKind.SERIES)
    series = make_series(library, seasons={1: 2})
    child = make_child(library)
    assert mark_watched(child, series) == 0
    assert not WatchState.objects.exists()


def test_heart_and_rating(profile, film):
    assert set_favourite(profile, film, True).is_favourite
    assert not set_favourite(profile, film, False).is_favourite
    assert set_rating(profile, film, 9).rating == 9
    assert set_rating(profile, film, None).rating is None
    with pytest.raises(ValueError, match="1 to 10"):
        set_rating(profile, film, 11)


def test_other_screens_are_told_when_something_visible_changed(profile, film, django_capture_on_commit_callbacks):
    def messages(position_ms):
        with django_capture_on_commit_callbacks() as calls:
            record_progress(profile, film, position_ms=position_ms)
        return len(calls)

    assert messages(10_000) == 0
    assert messages(20 * MINUTE) == 1
    assert messages(20 * MINUTE + 10_000) == 0
    assert messages(95 * MINUTE) == 1
