"""What a player says while it plays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from library.models import WatchEvent
from library.watch_state import counts_as_watched, record_progress
from mediaserver.system import events
from streaming.models import PlaybackSession

LONGEST_STEP_MS = 60_000
"""A jump larger than this between two reports is a seek, not time played."""


@transaction.atomic
def report_progress(session: PlaybackSession, *, position_ms: int, is_paused: bool) -> PlaybackSession:
    """Keep the position, on the whole version's time line, and that the player is alive. Returns the fresh row.

    A session that was ended by silence wakes up again; one that somebody stopped stays so.
    """
    session = (
        PlaybackSession.objects.select_for_update().select_related("item", "profile", "version").get(pk=session.pk)
    )
    if session.stop_requested_at is not None:
        return session
    now = timezone.now()
    position = max(0, min(position_ms, session.duration_ms or position_ms))
    _note_event(session, position, now)
    changed = session.is_paused != is_paused
    session.position_ms, session.is_paused = position, is_paused
    session.last_seen_at, session.stopped_at = now, None
    session.save(update_fields=["position_ms", "is_paused", "last_seen_at", "stopped_at"])
    record_progress(
        session.profile, session.item, position_ms=position, duration_ms=session.duration_ms, version=session.version
    )
    if changed:
        events.publish(events.ACTIVITY, "session.changed", session=session.pid)
    else:
        events.publish(events.ACTIVITY, "session.moved", session=session.pid, position_ms=position)
    return session


def _note_event(session: PlaybackSession, position_ms: int, now: datetime) -> None:
    """Add the time really played: what the position moved, bounded by what the clock moved."""
    if session.event_id is None:
        return
    event = WatchEvent.objects.get(pk=session.event_id)
    passed_ms = int((now - session.last_seen_at).total_seconds() * 1000)
    moved_ms = position_ms - session.position_ms
    if 0 < moved_ms <= LONGEST_STEP_MS:
        event.played_ms += min(moved_ms, passed_ms + 1000)
    event.position_ms = position_ms
    event.completed = event.completed or counts_as_watched(position_ms, session.duration_ms)
    event.save(update_fields=["played_ms", "position_ms", "completed"])
