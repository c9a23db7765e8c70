"""How a request to the API says who it is: a bearer token, or the browser's session."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.middleware import choose_profile
from accounts.models import ApiToken, Profile, User
from accounts.permissions import may_use

USE_NOTED_EVERY = timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer hearth_…`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the account and the token, None where no token was sent. A wrong one is refused, never ignored."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        scheme, _space, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = (
            ApiToken.objects.select_related("user", "profile__user", "device")
            .filter(token_hash=ApiToken.hash_of(secret.strip()))
            .first()
        )
        if token is None or not token.is_valid:
            raise AuthenticationFailed(_("This token is not valid, or no longer. Make a new one under your profile."))
        self._note_use(token)
        inner = request._request
        inner.profile = token.profile or choose_profile(token.user)  # type: ignore[attr-defined]
        inner.api_token = token  # type: ignore[attr-defined]
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing sign-in a 401 rather than a 403."""
        return "Bearer"

    def _note_use(self, token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


class ProfileSessionAuthentication(SessionAuthentication):
    """The browser's session, with CSRF protection."""


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the token in the OpenAPI schema."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the session cookie in the OpenAPI schema."""

    target_class = "accounts.api.authentication.ProfileSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "hearth_session"}


def profile_of_request(request: HttpRequest) -> Profile | None:
    """Return the profile that asks through a plain view: by bearer token where one was sent, else by the session.

    Raises AuthenticationFailed for a wrong token.
    """
    if "Authorization" in request.headers:
        answer = TokenAuthentication().authenticate(Request(request))
        if answer is None or ApiToken.Scope.READ not in answer[1].scopes:
            return None
    elif not may_use(request.user):
        return None
    profile: Profile | None = getattr(request, "profile", None)
    return profile if profile else None
