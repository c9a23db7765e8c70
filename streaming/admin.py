"""Playback sessions, for owners."""

from __future__ import annotations

from django.contrib import admin

from mediaserver.lib.admin_tables import ReadOnly, Table
from streaming.models import PlaybackSession


@admin.register(PlaybackSession)
class PlaybackSessionAdmin(ReadOnly, Table[PlaybackSession]):
    """Who watched what, how, and why it was converted."""

    list_display = ("profile", "item", "device", "method", "started_at", "last_seen_at", "stopped_at", "address")
    list_filter = ("method", ("stopped_at", admin.EmptyFieldListFilter))
    list_select_related = ("profile", "item", "device")
    search_fields = ("item__title", "profile__name", "device__name")
    ordering = ("-started_at", "-id")
    exclude = ("session_key", "api_token")
