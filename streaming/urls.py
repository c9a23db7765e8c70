"""Pages of playing, under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from streaming.views import activity, player

app_name = "streaming"
urlpatterns: list[URLPattern | URLResolver] = [
    path("activity/", activity.activity, name="activity"),
    path("activity/sessions/", activity.sessions, name="activity-sessions"),
    path("activity/<pid:session_id>/stop/", activity.session_stop, name="session-stop"),
    path("activity/<pid:session_id>/message/", activity.session_message, name="session-message"),
    path("play/parts/", activity.playing_parts, name="playing-parts"),
    path("play/<pid:item_id>/", player.player, name="player"),
    path("play/<pid:item_id>/reasons/", player.reasons, name="reasons"),
]
