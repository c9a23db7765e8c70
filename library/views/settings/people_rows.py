"""Accounts as the settings page draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Role, User
from library.models import LibraryGrant, ProfileAccess


@dataclass(frozen=True)
class PersonRow:
    """One account."""

    pid: str
    name: str
    colour: str
    role: str
    sees: str
    is_active: bool
    last_seen_at: datetime | None


def people_rows() -> list[PersonRow]:
    """Describe all accounts; four queries."""
    users = User.objects.prefetch_related("profiles").annotate(seen=Max("devices__last_seen_at"))
    everything = set(ProfileAccess.objects.filter(all_libraries=True).values_list("profile__user_id", flat=True))
    granted: dict[int, list[str]] = {}
    for user_id, name in LibraryGrant.objects.values_list("profile__user_id", "library__name").distinct():
        granted.setdefault(user_id, []).append(name)
    return [_row(user, user.pk in everything, granted.get(user.pk, [])) for user in users]


def _row(user: User, sees_everything: bool, libraries: list[str]) -> PersonRow:
    profile = next(iter(user.profiles.all()), None)
    sees = _("sees all libraries") if sees_everything else ", ".join(libraries) or _("sees no library yet")
    return PersonRow(
        pid=user.pid,
        name=user.username,
        colour=profile.colour if profile else "#7a4a2c",
        role=str(Role(user.role).label),
        sees=sees,
        is_active=user.is_active,
        last_seen_at=getattr(user, "seen", None),
    )
