"""Pages of playing, under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "streaming"
urlpatterns: list[URLPattern | URLResolver] = []
