"""Pages of running the server: first run, jobs, health; under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "ops"
urlpatterns: list[URLPattern | URLResolver] = [
    path("setup/", include("mediaserver.ops.setup.urls")),
]
