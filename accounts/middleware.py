"""Finds the one profile that asks, and puts its language on."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from accounts.models import Device, Profile, User

PROFILE_KEY = "profile"


def choose_profile(user: User, wanted: str | None = None) -> Profile | None:
    """Return the profile of the account that is meant: the wanted one, else the first."""
    profiles = list(user.profiles.select_related("user").order_by("id"))
    for profile in profiles:
        if profile.pid == wanted:
            return profile
    return profiles[0] if profiles else None


def _lazy_profile(request: HttpRequest) -> Profile | None:
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return None
    return choose_profile(user, request.session.get(PROFILE_KEY))


def _lazy_device(request: HttpRequest) -> Device | None:
    key = request.session.session_key
    if not key or not isinstance(request.user, User):
        return None
    return Device.objects.filter(user=request.user, session_key=key).first()


class ProfileMiddleware:
    """Sets `request.profile` and `request.device` (None for strangers) and the language: profile's, else cookie's or browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request on behalf of one profile."""
        request.profile = SimpleLazyObject(lambda: _lazy_profile(request))  # type: ignore[attr-defined]
        request.device = SimpleLazyObject(lambda: _lazy_device(request))  # type: ignore[attr-defined]
        request.api_token = None  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            profile = request.profile  # type: ignore[attr-defined]
            if profile and profile.language:
                translation.activate(profile.language)
                request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
