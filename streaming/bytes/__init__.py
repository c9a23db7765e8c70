"""Media bytes: a signed link in, the file or a range of it out. See README.md."""

from streaming.bytes.application import PREFIX, MediaBytes
from streaming.bytes.grants import MediaResolver, OpenFile

__all__ = ["PREFIX", "MediaBytes", "MediaResolver", "OpenFile"]
