"""Who may call which part of the API. Everything needs a sign-in; scopes only ever narrow what the account may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, Profile
from accounts.permissions import is_restricted, may_manage_library, may_run_server, may_use

if TYPE_CHECKING:
    from rest_framework.views import APIView


def _profile(request: Request) -> Profile | None:
    # A lazy object is never None itself; its truth value is that of the profile.
    profile: Profile | None = getattr(request._request, "profile", None)
    return profile or None


def _has_scope(request: Request, scope: str) -> bool:
    token = request.auth
    return not isinstance(token, ApiToken) or scope in token.scopes


class SignedIn(BasePermission):
    """Anybody signed in with a profile. Tokens need `read`, and `play` for anything that changes state."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the call may go on."""
        scope = ApiToken.Scope.READ if request.method in {"GET", "HEAD", "OPTIONS"} else ApiToken.Scope.PLAY
        return may_use(request.user) and bool(_profile(request)) and _has_scope(request, scope)


class Librarian(BasePermission):
    """Librarians and owners, on a profile without limits. Tokens need `manage`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the call may go on."""
        allowed = may_manage_library(request.user) and not is_restricted(_profile(request))
        return allowed and _has_scope(request, ApiToken.Scope.MANAGE)


class Owner(BasePermission):
    """Owners, on a profile without limits. Tokens need `admin`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the call may go on."""
        allowed = may_run_server(request.user) and not is_restricted(_profile(request))
        return allowed and _has_scope(request, ApiToken.Scope.ADMIN)


class OwnHands(BasePermission):
    """A person who signed in, on a profile without limits; no token, whatever its scopes."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the call may go on."""
        return not isinstance(request.auth, ApiToken) and not is_restricted(_profile(request))
