"""Resized pictures, made when they are first asked for and kept by content."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from library.artwork.originals import original_path
from library.artwork.pictures import resize_picture
from library.models.artwork import Artwork
from mediaserver.lib.errors import NotFound
from mediaserver.lib.paths import open_inside, write_beside

_PLACES = threading.BoundedSemaphore(2)
"""How many pictures are resized at once in one process, so that a fresh grid leaves room for pages."""


def variant_path(artwork: Artwork, width: int) -> Path:
    """Where the variant is kept, whether it is there or not."""
    digest = artwork.content_hash
    return Path(settings.CACHE_DIR) / "artwork" / digest[:2] / f"{digest}-w{width}.webp"


def variant(artwork: Artwork, width: int) -> bytes:
    """Return the picture as WebP, at most `width` pixels wide and never wider than it is.

    Raises NotFound where the original is gone, and the errors of media processes where it can't be read.
    """
    path = variant_path(artwork, width)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    with _PLACES:
        if path.exists():
            return path.read_bytes()
        content = _resize(artwork, width)
        write_beside(path, content)
        return content


def _resize(artwork: Artwork, width: int) -> bytes:
    descriptor = open_original(artwork)
    try:
        return resize_picture(descriptor, width).data
    finally:
        os.close(descriptor)


def open_original(artwork: Artwork) -> int:
    """Return a descriptor of the original: the photo in its library, or our own copy. Raises NotFound."""
    if artwork.source == Artwork.Source.PHOTO:
        if artwork.file is None:
            raise NotFound(_("The photo of this picture is gone."))
        return open_inside(artwork.file.root.path_bytes, artwork.file.path_bytes)
    try:
        return os.open(original_path(artwork.content_hash, artwork.content_type), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise NotFound(_("The original of this picture is gone. Scan the library again.")) from error
