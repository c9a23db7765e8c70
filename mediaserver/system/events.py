"""Events to browsers, across processes. An event is a hint: pages read the state again, so a lost one harms nothing.

Groups: `jobs` (librarians), `activity` (librarians), `library` (everybody signed in; carries no names),
`profile.<pid>` (one viewer's devices), `session.<pid>` (one player). Documented for clients in `docs/events.md`.
"""

from __future__ import annotations

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)

JOBS = "jobs"
ACTIVITY = "activity"
LIBRARY = "library"


def profile_group(pid: str) -> str:
    """The group of one viewer's devices."""
    return f"profile.{pid}"


def session_group(pid: str) -> str:
    """The group of one player."""
    return f"session.{pid}"


def publish(group: str, event: str, **facts: Any) -> None:
    """Tell the group's browsers after the present transaction has committed. Facts must be plain JSON values."""
    message = {"type": "event.message", "event": event, "facts": facts}
    transaction.on_commit(lambda: publish_now(group, message))


def publish_now(group: str, message: dict[str, Any]) -> None:
    """Hand the message to the channel layer; a hub that is away costs the event, never the caller."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        direct = getattr(layer, "publish", None)
        if direct is not None:
            direct(group, message)
        else:
            async_to_sync(layer.group_send)(group, message)
    except (OSError, RuntimeError, ConnectionError) as error:
        log.warning("An event was lost group=%s reason=%s", group, error)
