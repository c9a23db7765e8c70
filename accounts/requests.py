"""What a request knows about who asks, after the middleware and authentication."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import ApiToken, Device, Profile, User


class MemberRequest(HttpRequest):
    """A request of somebody signed in: exactly one profile asks."""

    user: User
    profile: Profile
    device: Device | None
    api_token: ApiToken | None
