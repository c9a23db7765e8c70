"""Who may do what to the server, as named predicates for pages, API and protocols alike."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import User

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
