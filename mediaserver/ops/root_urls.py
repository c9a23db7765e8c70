"""What stands at the root: /health, /ready, the web app manifest and the service worker."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from mediaserver.ops import probes

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", probes.health, name="health"),
    path("ready", probes.ready, name="ready"),
    path("", include("mediaserver.ops.installable.urls")),
]
