"""Reports: the position, what counts as seen, time really played, and late reports."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from library.models import WatchEvent, WatchState
from streaming.models import PlaybackSession
from streaming.models.sessions import SILENCE
from streaming.sessions import end_silent_sessions, report_progress, stop_session
from tests.factories.people import Cast
from tests.streaming.conftest import MINUTE, PlayHouse, begin


def _pass_time(session: PlaybackSession, passed: timedelta) -> None:
    PlaybackSession.objects.filter(pk=session.pk).update(last_seen_at=timezone.now() - passed)


def test_position_is_kept_and_offered_again(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    report_progress(session, position_ms=30 * MINUTE, is_paused=False)

    assert begin(cast.member, playhouse.film).resume_ms == 30 * MINUTE
    assert not WatchState.objects.get().is_watched


def test_ninety_per_cent_are_watched(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    report_progress(session, position_ms=90 * MINUTE - 1, is_paused=False)
    assert not WatchState.objects.get().is_watched

    report_progress(session, position_ms=90 * MINUTE, is_paused=False)

    assert WatchState.objects.get().is_watched
    assert WatchEvent.objects.get().completed


def test_ninety_per_cent_count_over_both_parts(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.parted).session
    report_progress(session, position_ms=39 * MINUTE, is_paused=False)
    assert not WatchState.objects.get().is_watched

    report_progress(session, position_ms=91 * MINUTE, is_paused=False)

    assert WatchState.objects.get().is_watched


def test_position_beyond_the_end_is_the_end(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session

    assert report_progress(session, position_ms=10**12, is_paused=False).position_ms == 100 * MINUTE


def test_seeking_is_not_playing(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    _pass_time(session, timedelta(seconds=10))
    report_progress(session, position_ms=10_000, is_paused=False)
    report_progress(session, position_ms=60 * MINUTE, is_paused=False)
    report_progress(session, position_ms=20 * MINUTE, is_paused=False)

    assert WatchEvent.objects.get().played_ms == 10_000


def test_no_more_is_played_than_the_clock_says(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    report_progress(session, position_ms=50_000, is_paused=False)

    assert WatchEvent.objects.get().played_ms < 3_000


def test_silent_session_ends_and_wakes_with_the_next_report(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    report_progress(session, position_ms=MINUTE, is_paused=True)
    _pass_time(session, SILENCE + timedelta(seconds=1))

    end_silent_sessions()
    assert PlaybackSession.objects.get().stopped_at is not None
    assert WatchEvent.objects.get().stopped_at is not None

    report_progress(session, position_ms=MINUTE, is_paused=False)
    assert PlaybackSession.objects.live().exists()
    assert WatchEvent.objects.get().stopped_at is None


def test_session_that_speaks_does_not_end(cast: Cast, playhouse: PlayHouse) -> None:
    begin(cast.member, playhouse.film)

    end_silent_sessions()

    assert PlaybackSession.objects.live().exists()


def test_late_report_does_not_wake_a_stopped_session(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    report_progress(session, position_ms=MINUTE, is_paused=False)
    stop_session(session)

    report_progress(session, position_ms=2 * MINUTE, is_paused=False)

    assert not PlaybackSession.objects.live().exists()
    assert WatchState.objects.get().position_ms == MINUTE


def test_refused_session_takes_no_reports(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.refused).session
    report_progress(session, position_ms=95 * MINUTE, is_paused=False)

    assert not WatchState.objects.exists()
    assert not PlaybackSession.objects.live().exists()


def test_what_never_moved_is_no_viewing(cast: Cast, playhouse: PlayHouse) -> None:
    stop_session(begin(cast.member, playhouse.film).session)

    assert not WatchEvent.objects.exists()


def test_sessions_are_forgotten_after_a_month(cast: Cast, playhouse: PlayHouse) -> None:
    session = begin(cast.member, playhouse.film).session
    report_progress(session, position_ms=MINUTE, is_paused=False)
    stop_session(session)
    PlaybackSession.objects.update(stopped_at=timezone.now() - timedelta(days=31))

    end_silent_sessions()

    assert not PlaybackSession.objects.exists()
    assert WatchEvent.objects.exists()
