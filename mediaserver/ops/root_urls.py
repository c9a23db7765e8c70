"""What stands at the root: /health, /ready, the web app manifest and the service worker."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
