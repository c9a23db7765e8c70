"""WebSocket addresses."""

from __future__ import annotations

from django.urls import path

from mediaserver.ops.consumers import EventConsumer

websocket_urlpatterns = [path("ws/events/", EventConsumer.as_asgi())]
