"""Addresses of pictures, under /images/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from library.artwork import views

app_name = "artwork"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<pid:artwork_id>/<int:width>.webp", views.image, name="image"),
]
