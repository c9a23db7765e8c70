"""Routes about playing, below /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from streaming.api.views import playback

urlpatterns: list[URLPattern | URLResolver] = [
    path("playback/", playback.PlaybackListView.as_view(), name="playback"),
    path("playback/preview/", playback.PlaybackPreviewView.as_view(), name="playback-preview"),
    path("playback/<pid:session_id>/progress/", playback.PlaybackProgressView.as_view(), name="playback-progress"),
    path("playback/<pid:session_id>/stop/", playback.PlaybackStopView.as_view(), name="playback-stop"),
    path("playback/<pid:session_id>/message/", playback.PlaybackMessageView.as_view(), name="playback-message"),
]
