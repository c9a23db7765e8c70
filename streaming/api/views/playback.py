"""Start, report, stop; who is playing what."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from accounts.api.permissions import Librarian
from accounts.models import Profile
from library.api.finding import find, find_item
from mediaserver.lib.rest_input import PidField, read_body, refuse_query
from mediaserver.lib.rest_schema import list_of
from streaming.api.shapes import (
    DecisionAnswer,
    PlaybackAnswer,
    SessionAnswer,
    decision_answer,
    playback_answer,
    session_answer,
)
from streaming.decision import PlaybackLimits
from streaming.models import PlaybackSession
from streaming.sessions import (
    PlaybackRequest,
    preview_decision,
    report_progress,
    send_message,
    start_playback,
    stop_session,
)
from streaming.sessions.overview import live_sessions

LONGEST_POSITION_MS = 1_000 * 3_600_000
MOST_DECLARED = 200


class PlaybackStartSerializer(serializers.Serializer[Any]):
    """What to play, and what the device plays (see docs/api.md, "Devices")."""

    item = PidField()
    version = PidField(required=False, allow_null=True)
    audio_index = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1000)
    subtitle_index = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1000)
    max_bitrate_bps = serializers.IntegerField(required=False, allow_null=True, min_value=64_000, max_value=10**9)
    max_height = serializers.IntegerField(required=False, allow_null=True, min_value=144, max_value=4320)
    device = serializers.DictField(required=False)

    def validate_device(self, value: dict[str, Any]) -> dict[str, Any]:
        """A declaration of ordinary size."""
        if len(str(value)) > 20_000 or len(value) > MOST_DECLARED:
            raise serializers.ValidationError(_("This declaration is longer than any device's."))
        return value


class ProgressSerializer(serializers.Serializer[Any]):
    """Where the player stands, on the whole version's time line."""

    position_ms = serializers.IntegerField(min_value=0, max_value=LONGEST_POSITION_MS)
    is_paused = serializers.BooleanField(default=False)


class StopSerializer(serializers.Serializer[Any]):
    """Where the player stood at the end; a message where somebody else stops it."""

    position_ms = serializers.IntegerField(required=False, min_value=0, max_value=LONGEST_POSITION_MS)
    message = serializers.CharField(required=False, allow_blank=True, max_length=500)


class MessageSerializer(serializers.Serializer[Any]):
    """A sentence for the player's screen."""

    message = serializers.CharField(max_length=500)


def _limits(values: dict[str, Any]) -> PlaybackLimits:
    return PlaybackLimits(
        max_bitrate_bps=values.get("max_bitrate_bps"),
        max_height=values.get("max_height"),
        audio_index=values.get("audio_index"),
        subtitle_index=values.get("subtitle_index"),
    )


def _own_session(profile: Profile, session_id: uuid.UUID) -> PlaybackSession:
    return find(PlaybackSession.objects.filter(profile=profile), session_id)


class PlaybackListView(Endpoint):
    """Live sessions; starting one."""

    @extend_schema(operation_id="playback_list", tags=["playing"], responses=list_of(SessionAnswer))
    def get(self, request: Request) -> Response:
        """List live sessions: everybody's for librarians, one's own for others."""
        refuse_query(request)
        profile = asking_profile(request)
        rows = live_sessions(profile, sees_all=self._oversees(request))
        return Response({"results": [session_answer(row.session, is_named=row.is_named) for row in rows]})

    def _oversees(self, request: Request) -> bool:
        return Librarian().has_permission(request, self)

    @extend_schema(
        operation_id="playback_start",
        tags=["playing"],
        request=PlaybackStartSerializer,
        responses={201: PlaybackAnswer},
    )
    def post(self, request: Request) -> Response:
        """Start playing: chooses the version, says how it plays and why, and gives addresses of its bytes."""
        values = read_body(request, PlaybackStartSerializer)
        profile = asking_profile(request)
        inner = request._request
        token = getattr(inner, "api_token", None)
        device = token.device if token else getattr(inner, "device", None)
        started = start_playback(
            PlaybackRequest(
                profile=profile,
                item=find_item(profile, values["item"]),
                declared=values.get("device", {}),
                version=values.get("version"),
                limits=_limits(values),
                device=device or None,
                api_token=token,
                session_key="" if token else (inner.session.session_key or ""),
                address=inner.META.get("REMOTE_ADDR") or None,
            )
        )
        return Response(playback_answer(started), status=status.HTTP_201_CREATED)


class PlaybackPreviewView(Endpoint):
    """How a title would play."""

    @extend_schema(
        operation_id="playback_preview",
        tags=["playing"],
        request=PlaybackStartSerializer,
        responses=DecisionAnswer,
    )
    def post(self, request: Request) -> Response:
        """Say how a title would play on a device, without starting it."""
        values = read_body(request, PlaybackStartSerializer)
        item = find_item(asking_profile(request), values["item"])
        choice = preview_decision(item, values.get("device", {}), version=values.get("version"), limits=_limits(values))
        return Response(decision_answer(choice.decision))


class PlaybackProgressView(Endpoint):
    """Reports of a player."""

    @extend_schema(
        operation_id="playback_progress", tags=["playing"], request=ProgressSerializer, responses=SessionAnswer
    )
    def post(self, request: Request, session_id: uuid.UUID) -> Response:
        """Keep the position; `stop_requested` in the answer asks the player to stop."""
        profile = asking_profile(request)
        values = read_body(request, ProgressSerializer)
        session = report_progress(
            _own_session(profile, session_id), position_ms=values["position_ms"], is_paused=values["is_paused"]
        )
        return Response(session_answer(session, is_named=True))


class PlaybackStopView(Endpoint):
    """The end of a session."""

    @extend_schema(operation_id="playback_stop", tags=["playing"], request=StopSerializer, responses={204: None})
    def post(self, request: Request, session_id: uuid.UUID) -> Response:
        """Stop one's own session, or as a librarian anybody's."""
        profile = asking_profile(request)
        values = read_body(request, StopSerializer)
        mine = PlaybackSession.objects.filter(profile=profile, public_id=session_id).first()
        if mine is not None:
            if "position_ms" in values and mine.stopped_at is None:
                report_progress(mine, position_ms=values["position_ms"], is_paused=True)
            stop_session(mine)
        elif Librarian().has_permission(request, self):
            session = find(PlaybackSession.objects.all(), session_id)
            stop_session(session, by_somebody_else=True, message=values.get("message", ""))
        else:
            _own_session(profile, session_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PlaybackMessageView(Endpoint):
    """A word to a viewer."""

    librarian_methods = frozenset({"POST"})

    @extend_schema(operation_id="playback_message", tags=["playing"], request=MessageSerializer, responses={204: None})
    def post(self, request: Request, session_id: uuid.UUID) -> Response:
        """Show a sentence on the player's screen."""
        values = read_body(request, MessageSerializer)
        send_message(find(PlaybackSession.objects.all(), session_id), values["message"])
        return Response(status=status.HTTP_204_NO_CONTENT)
