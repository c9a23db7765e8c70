"""Events to one browser or app: /ws/events/. Messages: docs/events.md."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import timezone

from accounts.middleware import PROFILE_KEY, choose_profile
from accounts.models import ApiToken, Profile, User
from accounts.permissions import is_restricted, may_manage_library
from mediaserver.system import events

log = logging.getLogger(__name__)
NOT_SIGNED_IN = 4401
SESSIONS_FOLLOWED = 4


class EventConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Joins the groups that the asker may hear, and passes events on. Clients say only which player they follow."""

    async def connect(self) -> None:
        """Find out who asks, by token or session; strangers are refused before the socket opens."""
        self._joined: list[str] = []
        self._followed: list[str] = []
        self._profile = await database_sync_to_async(self._find_profile)()
        if self._profile is None:
            await self.close(code=NOT_SIGNED_IN)
            return
        groups = [events.LIBRARY, events.profile_group(self._profile.pid)]
        if may_manage_library(self._profile.user) and not is_restricted(self._profile):
            groups += [events.JOBS, events.ACTIVITY]
        await self.accept()
        for group in groups:
            await self.channel_layer.group_add(group, self.channel_name)
            self._joined.append(group)

    async def disconnect(self, code: int) -> None:
        """Leave the groups."""
        for group in [*self._joined, *self._followed]:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Accept {"follow": "<session id>"} of a session of one's own; anything else is ignored.

        Only the last few are followed: a queue of music opens a session for each track.
        """
        wanted = content.get("follow") if isinstance(content, dict) else None
        if not isinstance(wanted, str) or not await database_sync_to_async(self._is_own_session)(wanted):
            return
        group = events.session_group(uuid.UUID(hex=wanted).hex)
        if group in self._followed:
            return
        await self.channel_layer.group_add(group, self.channel_name)
        self._followed.append(group)
        if len(self._followed) > SESSIONS_FOLLOWED:
            await self.channel_layer.group_discard(self._followed.pop(0), self.channel_name)

    async def event_message(self, message: dict[str, Any]) -> None:
        """Pass one event on."""
        await self.send_json({"event": message["event"], "facts": message["facts"]})

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        """Nonsense is no reason to lose the socket."""
        try:
            return await super().decode_json(text_data)
        except (ValueError, RecursionError):
            return None

    def _find_profile(self) -> Profile | None:
        header = dict(self.scope["headers"]).get(b"authorization", b"").decode("latin-1")
        scheme, _space, secret = header.partition(" ")
        if scheme.lower() == "bearer":
            return _profile_of_token(secret.strip())
        user = self.scope.get("user")
        if not isinstance(user, User) and getattr(user, "is_authenticated", False):
            user = User.objects.filter(pk=user.pk).first()
        if not isinstance(user, User) or not user.is_active:
            return None
        return choose_profile(user, self.scope["session"].get(PROFILE_KEY))

    def _is_own_session(self, wanted: str) -> bool:
        from streaming.models import PlaybackSession

        try:
            public_id = uuid.UUID(hex=wanted)
        except ValueError:
            return False
        assert self._profile is not None
        return PlaybackSession.objects.filter(public_id=public_id, profile=self._profile).exists()


def _profile_of_token(secret: str) -> Profile | None:
    token = ApiToken.objects.select_related("user", "profile__user").filter(token_hash=ApiToken.hash_of(secret)).first()
    if token is None or not token.is_valid or ApiToken.Scope.READ not in token.scopes:
        return None
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    return token.profile or choose_profile(token.user)
