"""Pages of playing, under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from streaming.views import player

app_name = "streaming"
urlpatterns: list[URLPattern | URLResolver] = [
    path("play/<pid:item_id>/", player.player, name="player"),
    path("play/<pid:item_id>/reasons/", player.reasons, name="reasons"),
]
