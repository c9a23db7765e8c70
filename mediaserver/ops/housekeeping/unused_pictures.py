"""Originals and variants of pictures that no row names any more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from library.models import Artwork

YOUNG_S = 24 * 3600
"""Files younger than this are left alone: their row may be about to be written."""


def forget_unused_pictures() -> int:
    """Delete files of pictures without a row; returns how many. Rows of other pictures are never touched."""
    removed = 0
    for folder in (Path(settings.DATA_DIR) / "artwork" / "originals", Path(settings.CACHE_DIR) / "artwork"):
        for shelf in _shelves(folder):
            removed += _clean(shelf)
    return removed


def _shelves(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (entry for entry in sorted(folder.iterdir()) if entry.is_dir() and len(entry.name) == 2)


def _clean(shelf: Path) -> int:
    """Clean one of the 256 shelves; their name is the beginning of the hashes on them."""
    used = set(Artwork.objects.filter(content_hash__startswith=shelf.name).values_list("content_hash", flat=True))
    removed = 0
    for file in shelf.iterdir():
        if file.name[:64] in used or time.time() - file.stat().st_mtime < YOUNG_S:
            continue
        file.unlink(missing_ok=True)
        removed += 1
    return removed
