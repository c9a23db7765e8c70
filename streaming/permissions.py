"""Who may do what about playing, for pages, API and sockets alike."""

from __future__ import annotations

from accounts.models import Profile
from accounts.permissions import Somebody, is_restricted, may_manage_library


def may_oversee_playing(user: Somebody, profile: Profile | None) -> bool:
    """See what everybody plays, send a message, stop it: librarians and owners, on a profile without limits."""
    return may_manage_library(user) and not is_restricted(profile)
