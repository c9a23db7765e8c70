"""What a profile does with items: seen, favourite, rating, position."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from accounts.models import Profile
from library import watch_state
from library.api.finding import find_item
from library.api.item_rows import gather, watch_state_answer
from library.api.shapes import WatchStateAnswer
from library.models import MediaItem
from mediaserver.lib.rest_input import read_body, refuse_query

LONGEST_POSITION_MS = 1_000 * 3_600_000


class WatchStatePatchSerializer(serializers.Serializer[Any]):
    """What may be changed. Marking a container marks everything below it that the profile may see."""

    is_watched = serializers.BooleanField(required=False)
    is_favourite = serializers.BooleanField(required=False)
    rating = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=10)
    position_ms = serializers.IntegerField(required=False, min_value=0, max_value=LONGEST_POSITION_MS)
    is_hidden_from_continue = serializers.BooleanField(
        required=False, help_text=_("Only true; playing the item brings it back.")
    )

    def validate_is_hidden_from_continue(self, value: bool) -> bool:
        """Only playing brings an item back."""
        if not value:
            raise serializers.ValidationError(_("Playing the item brings it back to Continue; it can't be done here."))
        return value


def change_watch_state(profile: Profile, item: MediaItem, values: dict[str, Any]) -> None:
    """Write the given values; the position first, since "seen" takes it away."""
    if "position_ms" in values:
        if not item.is_playable:
            raise serializers.ValidationError({"position_ms": [_("Only what plays has a position.")]})
        watch_state.record_progress(profile, item, position_ms=values["position_ms"])
    if "is_watched" in values:
        mark = watch_state.mark_watched if values["is_watched"] else watch_state.mark_unwatched
        mark(profile, item)
    if "is_favourite" in values:
        watch_state.set_favourite(profile, item, values["is_favourite"])
    if "rating" in values:
        watch_state.set_rating(profile, item, values["rating"])
    if values.get("is_hidden_from_continue"):
        watch_state.hide_from_continue(profile, item)


class WatchStateView(Endpoint):
    """Where the profile stands with one item."""

    @extend_schema(operation_id="watch_state", tags=["watching"], responses=WatchStateAnswer)
    def get(self, request: Request, item_id: uuid.UUID) -> Response:
        """Tell where the profile stands."""
        refuse_query(request)
        profile = asking_profile(request)
        return Response(_answer(profile, find_item(profile, item_id)))

    @extend_schema(
        operation_id="watch_state_update",
        tags=["watching"],
        request=WatchStatePatchSerializer,
        responses=WatchStateAnswer,
    )
    def patch(self, request: Request, item_id: uuid.UUID) -> Response:
        """Mark as seen or unseen, favourite, rate, set the position, hide from Continue."""
        profile = asking_profile(request)
        item = find_item(profile, item_id)
        with transaction.atomic():
            change_watch_state(profile, item, read_body(request, WatchStatePatchSerializer, partial=True))
        return Response(_answer(profile, item))


def _answer(profile: Profile, item: MediaItem) -> WatchStateAnswer:
    facts = gather(profile, [item])
    return watch_state_answer(item, facts.states.get(item.pk), facts.counts.get(item.pk))
