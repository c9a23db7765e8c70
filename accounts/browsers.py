"""The browser a person signs in with, as one of the account's devices."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Device, User

COOKIE = "hearth_device"
COOKIE_AGE_S = 60 * 60 * 24 * 730
_PROGRAMS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Tizen", "Samsung TV"),
    ("Web0S", "LG TV"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> Device:
    """Note the browser as a device of the account, recognised by a cookie of its own across sign-ins."""
    key = request.COOKIES.get(COOKIE, "")
    if len(key) != 43:
        key = secrets.token_urlsafe(32)
    agent = request.headers.get("User-Agent", "")
    program = next((name for mark, name in _PROGRAMS if mark in agent), "")
    device, _created = Device.objects.update_or_create(
        user=user,
        client_key=key,
        defaults={
            "name": _browser_name(agent, program),
            "client": program,
            "session_key": request.session.session_key or "",
            "last_seen_at": timezone.now(),
            "last_address": request.META.get("REMOTE_ADDR") or None,
        },
    )
    response.set_cookie(
        COOKIE,
        key,
        max_age=COOKIE_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
    )
    return device


def _browser_name(agent: str, program: str) -> str:
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if program and system:
        return _("%(program)s on %(system)s") % {"program": program, "system": system}
    return program or system or _("Browser")
