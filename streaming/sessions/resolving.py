"""Turns a checked media link into a file on disk. The byte path asks; nothing else opens media for viewers."""

from __future__ import annotations

import os
import uuid

from django.contrib.sessions.models import Session
from django.utils import timezone

from library.models import ItemFile, MediaItem
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import resolve_inside
from streaming.bytes.grants import OpenFile
from streaming.media_links import MediaGrant
from streaming.models import PlaybackSession

_CONTENT_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "matroska": "video/x-matroska",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "mpegts": "video/mp2t",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "adts": "audio/aac",
}


def resolve_media(grant: MediaGrant) -> OpenFile | None:
    """Return the file, or None where the session is over, its sign-in is gone, or its profile no longer sees the item."""
    session = (
        PlaybackSession.objects.select_related("profile__user", "api_token__user", "item")
        .filter(public_id=uuid.UUID(hex=grant.session_id), stopped_at__isnull=True)
        .first()
    )
    if session is None or not _is_signed_in(session):
        return None
    if not MediaItem.objects.visible_to(session.profile).filter(pk=session.item_id).exists():
        return None
    link = (
        ItemFile.objects.select_related("file__root")
        .filter(version__item_id=session.item_id, file__public_id=uuid.UUID(hex=grant.file_id))
        .first()
    )
    return _open(link) if link else None


def _is_signed_in(session: PlaybackSession) -> bool:
    if not session.profile.user.is_active:
        return False
    if session.api_token is not None:
        return session.api_token.is_valid
    alive = Session.objects.filter(session_key=session.session_key, expire_date__gt=timezone.now())
    return bool(session.session_key) and alive.exists()


def _open(link: ItemFile) -> OpenFile | None:
    file = link.file
    try:
        path = resolve_inside(file.root.path_bytes, file.path_bytes)
        facts = os.stat(path)  # noqa: PTH116  (bytes)
    except (HearthError, OSError):
        return None
    return OpenFile(
        path=path,
        size_bytes=facts.st_size,
        mtime_ns=facts.st_mtime_ns,
        content_type=file.content_type or _CONTENT_TYPES.get(file.container, "application/octet-stream"),
    )
