"""The first run, under /app/setup/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mediaserver.ops.setup import entering, media, network

urlpatterns: list[URLPattern | URLResolver] = [
    path("", entering.start, name="setup"),
    path("code/", entering.code, name="setup-code"),
    path("language/", entering.language, name="setup-language"),
    path("owner/", entering.owner, name="setup-owner"),
    path("media/", media.media, name="setup-media"),
    path("media/add/", media.folder_add, name="setup-folder-add"),
    path("media/change/", media.folder_change, name="setup-folder-change"),
    path("network/", network.network, name="setup-network"),
    path("finish/", media.finish, name="setup-finish"),
]
