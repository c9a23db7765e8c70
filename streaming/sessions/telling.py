"""Tells the screens that show who plays what."""

from __future__ import annotations

from typing import Any

from mediaserver.system import events
from streaming.models import PlaybackSession


def tell_watchers(session: PlaybackSession, event: str, **facts: Any) -> None:
    """Tell librarians, and the viewer's own other screens."""
    for group in (events.ACTIVITY, events.profile_group(session.profile.pid)):
        events.publish(group, event, session=session.pid, **facts)
