"""The base of every view of the API: who is asking, and what each method needs."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.permissions import Librarian, Owner, OwnHands, SignedIn
from accounts.models import Profile, User


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
