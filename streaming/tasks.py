"""Work of the queue about playing."""

from __future__ import annotations

from streaming.sessions import end_silent_sessions


def end_silent() -> None:
    """Close sessions whose player fell silent."""
    end_silent_sessions()
