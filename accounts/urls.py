"""Pages of signing in and of own settings, under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from accounts.views import own, signing_in

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("profile/", own.profile_edit, name="profile-edit"),
    path("profile/tokens/", own.token_add, name="token-add"),
    path("profile/tokens/<pid:token_id>/remove/", own.token_remove, name="token-remove"),
    path("profile/devices/<pid:device_id>/remove/", own.device_remove, name="device-remove"),
]
