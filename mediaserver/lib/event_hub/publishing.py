"""Sending an event from synchronous code."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from mediaserver.lib.event_hub.layer import UnixSocketChannelLayer

logger = logging.getLogger(__name__)


def publish(group: str, message: dict[str, Any]) -> None:
    """Send a message to all consumers of a group, in every process. A hint: it may be lost, and never raises for that.

    `message["type"]` names the consumer's method, as Channels wants it. Call it after commit.
    """
    layer = get_channel_layer()
    if layer is None:
        return
    if isinstance(layer, UnixSocketChannelLayer):
        layer.publish(group, message)
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        _send_and_wait(layer, group, message)
    else:
        loop.create_task(layer.group_send(group, message))  # noqa: RUF006  (the loop keeps it long enough; a hint)


def _send_and_wait(layer: Any, group: str, message: dict[str, Any]) -> None:
    """Send through a layer that knows only async code (Redis)."""
    try:
        async_to_sync(layer.group_send)(group, message)
    except OSError:
        logger.warning("An event could not be sent.", exc_info=True, extra={"group": group})
