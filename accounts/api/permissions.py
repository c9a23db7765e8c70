"""Who may call which part of the API. Everything needs a sign-in; scopes only ever narrow what the account may do."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import ApiToken
from accounts.permissions import may_manage_library, may_run_server, may_use


def _has_scope(request: Request, scope: str) -> bool:
    token = request.auth
    return not isinstance(token, ApiToken) or scope in token.scopes


class SignedIn(BasePermission):
    """Anybody signed in with a profile. Tokens need `read`, and `play` for anything that changes state."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the call may go on."""
        scope = ApiToken.Scope.READ if request.method in {"GET", "HEAD", "OPTIONS"} else ApiToken.Scope.PLAY
        profile = getattr(request._request, "profile", None)
        return may_use(request.user) and bool(profile) and _has_scope(request, scope)


class Librarian(BasePermission):
    """Librarians and owners. Tokens need `manage`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the call may go on."""
        return may_manage_library(request.user) and _has_scope(request, ApiToken.Scope.MANAGE)


class Owner(BasePermission):
    """Owners. Tokens need `admin`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the call may go on."""
        return may_run_server(request.user) and _has_scope(request, ApiToken.Scope.ADMIN)
