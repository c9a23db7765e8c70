"""Playing, as it happens."""

from streaming.models.sessions import PlaybackSession, PlayMethod

__all__ = ["PlayMethod", "PlaybackSession"]
