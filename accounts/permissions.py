"""Who may do what to the server, as named predicates for pages, API and protocols alike."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import Profile, User

Somebody = User | AnonymousUser


def may_use(user: Somebody) -> bool:
    """Signed in and allowed to."""
    return isinstance(user, User) and user.is_active


def may_manage_library(user: Somebody) -> bool:
    """Add, scan and edit libraries and items, see jobs and health."""
    return isinstance(user, User) and user.is_active and user.is_librarian


def may_run_server(user: Somebody) -> bool:
    """Users, settings, backups."""
    return isinstance(user, User) and user.is_active and user.is_owner


def is_restricted(profile: Profile | None) -> bool:
    """Whether a profile has a limit, so that it may change nothing but its own taste, whatever the account's role."""
    return profile is None or profile.is_child or profile.highest_age is not None


def asks_as_librarian(request: HttpRequest) -> bool:
    """Whether the account may change the catalogue and the asking profile has no limit."""
    return may_manage_library(request.user) and not is_restricted(getattr(request, "profile", None) or None)


def asks_as_owner(request: HttpRequest) -> bool:
    """Whether the account runs the server and the asking profile has no limit."""
    return may_run_server(request.user) and not is_restricted(getattr(request, "profile", None) or None)
