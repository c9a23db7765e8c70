"""The base of every view of the API: who is asking, and what each method needs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import Librarian, Owner, OwnHands, SignedIn
from accounts.models import Profile, User
from mediaserver.lib.errors import NotFound


class NothingHereView(APIView):
    """Answers every address of the API that leads nowhere in the API's own error shape."""

    schema = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 404, whatever the method; 401 to strangers."""
        self.http_method_names = [(request.method or "get").lower()]
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """No method leads anywhere here."""
        raise NotFound(_("There is nothing at this address. Addresses of the API end with a slash."))


class Endpoint(APIView):
    """A view of the API. Methods are open to everybody signed in unless one of the three sets names them."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset()
    owner_methods: ClassVar[frozenset[str]] = frozenset()
    own_hands_methods: ClassVar[frozenset[str]] = frozenset()
    """Methods that no token may call: a key never makes, widens or removes keys."""

    def get_permissions(self) -> list[BasePermission]:
        """Return what the present method asks for."""
        method = self.request.method or ""
        needed: list[BasePermission] = [SignedIn()]
        if method in self.owner_methods:
            needed = [Owner()]
        elif method in self.librarian_methods:
            needed = [Librarian()]
        if method in self.own_hands_methods:
            needed.append(OwnHands())
        return needed


def asking_profile(request: Request) -> Profile:
    """Return the one profile on whose behalf the request is made."""
    profile = request._request.profile  # type: ignore[attr-defined]
    # The middleware's lazy object stands for the profile; what is kept on a profile must be kept on the real one.
    return profile._wrapped if hasattr(profile, "_wrapped") and bool(profile) else profile  # type: ignore[no-any-return]


def asking_user(request: Request) -> User:
    """Return the account that is signed in."""
    assert isinstance(request.user, User)  # every permission has seen to it
    return request.user
