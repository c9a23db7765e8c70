"""Manifest, service worker and offline page; at the root, because a worker governs only what is below it."""

from __future__ import annotations

from django.urls import path

from mediaserver.ops.installable import views

app_name = "installable"
urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service-worker"),
    path("offline/", views.offline, name="offline"),
]
