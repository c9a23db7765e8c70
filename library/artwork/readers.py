"""Reads pictures for items: from image files, from inside media files, or drawn. Everything runs in media processes."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from library.artwork.pictures import MadePicture, draw_cover, inspect_picture, normalise_picture
from library.probe import audio_cover, cut_frame, video_cover


@dataclass(frozen=True)
class Picture:
    """A picture fit to be kept. `content` None means that it is kept already, under `content_hash`."""

    content: bytes | None
    content_type: str
    width: int
    height: int
    tint: str
    content_hash: str = ""

    @property
    def ratio(self) -> float:
        """Width divided by height."""
        return self.width / self.height if self.height else 1.0


def read_image(descriptor: int) -> Picture:
    """Read an image file."""
    return _made(normalise_picture(descriptor))


def inspect_photo(descriptor: int) -> Picture:
    """Learn size and tint of a photo, which stays where it is; its row is named by what tells that it changed."""
    facts = inspect_picture(descriptor)
    stat = os.fstat(descriptor)
    named = f"{stat.st_dev}:{stat.st_ino}:{stat.st_size}:{stat.st_mtime_ns}"
    digest = hashlib.sha256(named.encode()).hexdigest()
    return Picture(None, "image/webp", facts.width, facts.height, facts.tint, content_hash=digest)


def read_audio_cover(descriptor: int) -> Picture:
    """Read the front cover inside a music file."""
    return _from_memory(audio_cover(descriptor).data)


def read_video_cover(descriptor: int) -> Picture:
    """Read the cover inside a video file."""
    return _from_memory(video_cover(descriptor).data)


def read_frame(descriptor: int) -> Picture:
    """Choose a good frame of a video."""
    return _from_memory(cut_frame(descriptor).data)


def drawn_cover(title: str, subtitle: str, kind: str) -> Picture:
    """Set a cover from the title."""
    return _made(draw_cover(title, subtitle, kind=kind, seed=title))


def _from_memory(content: bytes) -> Picture:
    """Bytes that came out of one media process go into the next as a file in memory."""
    descriptor = os.memfd_create("picture", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as stream:
            stream.write(content)
        return _made(normalise_picture(descriptor))
    finally:
        os.close(descriptor)


def _made(picture: MadePicture) -> Picture:
    return Picture(picture.data, picture.mime_type, picture.width, picture.height, picture.tint)
