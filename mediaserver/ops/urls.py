"""Pages of running the server: jobs, health; under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "ops"
urlpatterns: list[URLPattern | URLResolver] = []
