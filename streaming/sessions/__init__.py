"""One device playing one item, from start to stop. See README.md."""

from streaming.sessions.ending import end_silent_sessions, send_message, stop_session
from streaming.sessions.previewing import preview_decision
from streaming.sessions.reporting import report_progress
from streaming.sessions.resolving import resolve_media
from streaming.sessions.starting import PlaybackRequest, StartedPlayback, start_playback

__all__ = [
    "PlaybackRequest",
    "StartedPlayback",
    "end_silent_sessions",
    "preview_decision",
    "report_progress",
    "resolve_media",
    "send_message",
    "start_playback",
    "stop_session",
]
