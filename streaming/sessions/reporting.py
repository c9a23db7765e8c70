"""What a player says while it plays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from library.models import WatchEvent
from library.watch_state import counts_as_watched, record_progress
from streaming.models import PlaybackSession
from streaming.sessions.telling import tell_watchers

LONGEST_STEP_MS = 60_000
"""A jump larger than this between two reports is a seek, not time played."""


@transaction.atomic
def report_progress(session: PlaybackSession, *, position_ms: int, is_paused: bool) -> PlaybackSession:
    """Keep the position, on the whole version's time line, and that the player is alive. Returns the fresh row.

    A session that was ended by silence wakes up again. One that was stopped stays so, and a report that comes late
    changes nothing.
    """
    rows = PlaybackSession.objects.select_for_update(of=("self",))
    session = rows.select_related("item", "profile__user", "version").get(pk=session.pk)
    if session.stop_requested_at is not None or (session.stopped_at is not None and not session.fell_silent):
        return session
    now = timezone.now()
    position = max(0, min(position_ms, session.duration_ms or position_ms))
    session.event = _noted_event(session, position, now)
    changed = session.is_paused != is_paused or session.stopped_at is not None
    session.position_ms, session.is_paused = position, is_paused
    session.last_seen_at, session.stopped_at = now, None
    session.save(update_fields=["event", "position_ms", "is_paused", "last_seen_at", "stopped_at"])
    record_progress(
        session.profile, session.item, position_ms=position, duration_ms=session.duration_ms, version=session.version
    )
    if changed:
        tell_watchers(session, "session.changed")
    else:
        tell_watchers(session, "session.moved", position_ms=position)
    return session


def _noted_event(session: PlaybackSession, position_ms: int, now: datetime) -> WatchEvent:
    """Add the time really played: what the position moved, bounded by what the clock moved."""
    event = WatchEvent.objects.filter(pk=session.event_id or 0).first() or open_viewing(session, now)
    passed_ms = int((now - session.last_seen_at).total_seconds() * 1000)
    moved_ms = position_ms - session.position_ms
    if 0 < moved_ms <= LONGEST_STEP_MS:
        event.played_ms += min(moved_ms, passed_ms + 1000)
    event.position_ms, event.stopped_at = position_ms, None
    event.completed = event.completed or counts_as_watched(position_ms, session.duration_ms)
    event.save(update_fields=["played_ms", "position_ms", "stopped_at", "completed"])
    return event


def open_viewing(session: PlaybackSession, now: datetime) -> WatchEvent:
    """Begin the record of a viewing."""
    return WatchEvent.objects.create(
        profile_id=session.profile_id,
        item_id=session.item_id,
        device=session.device,
        device_name=session.device.name if session.device else "",
        method=session.method,
        started_at=now,
    )
