"""Ends sessions: because the viewer left, because a librarian said so, or because the player fell silent."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from library.models import WatchEvent
from mediaserver.system import events
from streaming.models import PlaybackSession
from streaming.models.sessions import SILENCE
from streaming.sessions.telling import tell_watchers

KEEP_ENDED = timedelta(days=30)


@transaction.atomic
def stop_session(session: PlaybackSession, *, by_somebody_else: bool = False, message: str = "") -> None:
    """Close the session and its viewing; media links end within seconds. The player is told where another stops it."""
    now = timezone.now()
    changes: dict[str, object] = {"stopped_at": now}
    if by_somebody_else:
        changes |= {"stop_requested_at": now, "message": message[:500]}
    PlaybackSession.objects.filter(pk=session.pk, stopped_at__isnull=True).update(**changes)
    viewing = WatchEvent.objects.filter(pk=session.event_id or 0, stopped_at__isnull=True)
    # What was opened and never moved (the next track of a queue, a page left at once) is no viewing.
    viewing.filter(played_ms=0, position_ms=0).delete()
    viewing.update(stopped_at=now)
    if by_somebody_else:
        events.publish(events.session_group(session.pid), "session.stop", session=session.pid, message=message)
    tell_watchers(session, "session.changed")


def send_message(session: PlaybackSession, message: str) -> None:
    """Show a sentence on the player's screen."""
    events.publish(events.session_group(session.pid), "session.message", session=session.pid, message=message[:500])


def end_silent_sessions() -> None:
    """Close sessions whose player said nothing for 90 seconds, and forget those that ended a month ago."""
    silent = PlaybackSession.objects.filter(stopped_at__isnull=True, last_seen_at__lt=timezone.now() - SILENCE)
    for session in silent[:200]:
        stop_session(session)
    PlaybackSession.objects.filter(stopped_at__lt=timezone.now() - KEEP_ENDED).delete()
