"""Starts playing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, Device, Profile
from library.models import MediaFile, MediaItem, WatchState
from library.watch_state import resume_offered
from streaming import media_links
from streaming.decision import DeviceProfile, Method, PlaybackDecision, PlaybackLimits, device_from_declaration
from streaming.models import PlaybackSession, PlayMethod
from streaming.sessions.choosing import Choice, choose_version
from streaming.sessions.reporting import open_viewing
from streaming.sessions.telling import tell_watchers

LINK_LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class PlaybackRequest:
    """Who wants to play what on which device. `declared` is the device's own account of its abilities."""

    profile: Profile
    item: MediaItem
    declared: Mapping[str, Any] = field(default_factory=dict)
    version: uuid.UUID | None = None
    limits: PlaybackLimits = field(default_factory=PlaybackLimits)
    device: Device | None = None
    api_token: ApiToken | None = None
    session_key: str = ""
    address: str | None = None

    @property
    def device_profile(self) -> DeviceProfile:
        """What the device plays."""
        return device_from_declaration(self.declared)


@dataclass(frozen=True)
class PlayablePart:
    """One file of the version: its address, and where it lies on the version's time line."""

    file_id: str
    url: str
    content_type: str
    offset_ms: int
    duration_ms: int


@dataclass(frozen=True)
class StartedPlayback:
    """What a player needs. `parts` is empty where the device can't play the file by itself; the decision says why."""

    session: PlaybackSession
    decision: PlaybackDecision
    parts: tuple[PlayablePart, ...]
    resume_ms: int
    duration_ms: int


def start_playback(request: PlaybackRequest) -> StartedPlayback:
    """Choose, decide, and open a session. Raises NotFound where there is nothing to play."""
    choice = choose_version(request.item, request.device_profile, _limits(request), request.version)
    state = WatchState.objects.filter(profile=request.profile, item=request.item).first()
    is_played = choice.decision.method is Method.DIRECT_PLAY
    with transaction.atomic():
        session = _open_session(request, choice, is_played=is_played)
        tell_watchers(session, "session.changed")
    return StartedPlayback(
        session=session,
        decision=choice.decision,
        parts=_parts(session, choice) if is_played else (),
        resume_ms=resume_offered(state, choice.duration_ms),
        duration_ms=choice.duration_ms,
    )


def _limits(request: PlaybackRequest) -> PlaybackLimits:
    """The profile's languages hold where the viewer did not choose a track."""
    limits = request.limits
    if limits.audio_languages or not request.profile.audio_languages:
        return limits
    return PlaybackLimits(
        max_bitrate_bps=limits.max_bitrate_bps,
        max_height=limits.max_height,
        audio_index=limits.audio_index,
        subtitle_index=limits.subtitle_index,
        audio_languages=tuple(request.profile.audio_languages),
    )


def _open_session(request: PlaybackRequest, choice: Choice, *, is_played: bool) -> PlaybackSession:
    """Write the session; a refused one is closed at once, so that the activity page can still tell why."""
    now = timezone.now()
    session = PlaybackSession(
        profile=request.profile,
        device=request.device,
        api_token=request.api_token,
        session_key=request.session_key,
        item=request.item,
        version=choice.version,
        file=choice.files[0],
        method=choice.decision.method.value if is_played else PlayMethod.REFUSED,
        decision=choice.decision.as_json(),
        address=request.address,
        duration_ms=choice.duration_ms,
        bitrate_bps=choice.files[0].bitrate_bps,
        started_at=now,
        last_seen_at=now,
        stopped_at=None if is_played else now,
    )
    session.event = open_viewing(session, now) if is_played else None
    session.save()
    return session


def _parts(session: PlaybackSession, choice: Choice) -> tuple[PlayablePart, ...]:
    parts, offset = [], 0
    for file in choice.files:
        length = file.duration_ms or 0
        parts.append(
            PlayablePart(
                file_id=file.pid,
                url=media_url(session, file),
                content_type=file.content_type,
                offset_ms=offset,
                duration_ms=length,
            )
        )
        offset += length
    return tuple(parts)


def media_url(session: PlaybackSession, file: MediaFile) -> str:
    """Address of the file's bytes for this session. The name at its end is decoration."""
    token = media_links.issue(
        session_id=session.pid,
        file_id=file.pid,
        purpose=media_links.Purpose.PLAY,
        expires_at=timezone.now() + LINK_LIFE,
    )
    name = file.file_name.replace("\ufffd", "_")
    return f"/media/{token}/{quote(name, safe='')}"
