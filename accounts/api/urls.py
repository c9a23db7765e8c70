"""Routes about accounts, below /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from accounts.api.views import devices, me, profiles, tokens, users

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", me.MeView.as_view(), name="me"),
    path("profiles/", profiles.ProfileListView.as_view(), name="profiles"),
    path("profiles/<pid:profile_id>/", profiles.ProfileView.as_view(), name="profile"),
    path("tokens/", tokens.TokenListView.as_view(), name="tokens"),
    path("tokens/<pid:token_id>/", tokens.TokenView.as_view(), name="token"),
    path("devices/", devices.DeviceListView.as_view(), name="devices"),
    path("devices/<pid:device_id>/", devices.DeviceView.as_view(), name="device"),
    path("users/", users.UserListView.as_view(), name="users"),
    path("users/<pid:user_id>/", users.UserView.as_view(), name="user"),
]
