"""The bounds that the web process keeps against slow, greedy and broken clients."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one web process; tests shrink them."""

    body_bytes: int = 32 * MEBIBYTE
    """A larger request body is answered with 413."""

    headers_bytes: int = 16 * 1024
    """Request line and headers together; more is answered with 400."""

    header_count: int = 100

    headers_s: float = 30.0
    """A request whose headers take longer than this to arrive is dropped."""

    idle_s: float = 60.0
    """How long a kept-alive connection may wait for its next request."""

    stall_s: float = 60.0
    """A connection that takes no byte for this long while we have some for it is dropped."""

    connections: int = 2000

    websocket_message_bytes: int = MEBIBYTE
    """Holds for both directions."""

    websocket_backlog_bytes: int = 2 * MEBIBYTE
    """A listener that falls this far behind is dropped; its page connects again and reads the state anew."""

    ping_interval_s: float = 20.0
    ping_timeout_s: float = 15.0

    grace_s: float = 1.5
    """How long requests may run on after SIGTERM."""
