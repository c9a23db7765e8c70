"""Pages for those who look after the libraries, under /app/settings/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from library.views.settings import picker

urlpatterns: list[URLPattern | URLResolver] = [
    path("folders/", picker.folder_picker, name="folder-picker"),
]
