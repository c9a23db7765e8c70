"""Originals of pictures, addressed by their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from mediaserver.lib.paths import write_beside

_SUFFIX = {"image/webp": "webp", "image/jpeg": "jpg", "image/png": "png", "image/avif": "avif"}


def keep_original(content: bytes, content_type: str) -> str:
    """Keep a picture; returns its SHA-256 in hex. The same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    path = original_path(digest, content_type)
    if not path.exists():
        write_beside(path, content)
    return digest


def original_path(content_hash: str, content_type: str) -> Path:
    """Where the picture lies, whether it is there or not."""
    suffix = _SUFFIX.get(content_type, "bin")
    return Path(settings.DATA_DIR) / "artwork" / "originals" / content_hash[:2] / f"{content_hash}.{suffix}"
