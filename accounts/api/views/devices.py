"""The devices of one's own account."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.sessions.models import Session
from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_user
from accounts.api.shapes import DeviceAnswer, device_answer
from mediaserver.lib.rest_input import refuse_query
from mediaserver.lib.rest_schema import list_of


class DeviceListView(Endpoint):
    """All devices of the account."""

    @extend_schema(operation_id="devices", tags=["account"], responses=list_of(DeviceAnswer))
    def get(self, request: Request) -> Response:
        """List the account's devices, latest used first."""
        refuse_query(request)
        rows = asking_user(request).devices.select_related("profile").order_by("-last_seen_at", "-id")
        session_key = request._request.session.session_key
        return Response({"results": [device_answer(row, session_key) for row in rows]})


class DeviceView(Endpoint):
    """One device of the account."""

    own_hands_methods: ClassVar[frozenset[str]] = frozenset({"DELETE"})

    @extend_schema(operation_id="device_delete", tags=["account"], responses={204: None})
    def delete(self, request: Request, device_id: uuid.UUID) -> Response:
        """Sign a device out and forget it; its session and its tokens end at once."""
        device = get_object_or_404(asking_user(request).devices, public_id=device_id)
        with transaction.atomic():
            if device.session_key:
                Session.objects.filter(session_key=device.session_key).delete()
            device.delete()
        return Response(status=204)
