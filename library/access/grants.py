"""Which libraries and access classes a profile may see. Deny unless allowed: a profile without a row sees nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import Profile
    from library.models import Library, ProfileAccess


def _access_of(profile: Profile) -> ProfileAccess | None:
    from library.models import ProfileAccess

    return ProfileAccess.objects.filter(profile_id=profile.pk).first()


def visible_libraries(profile: Profile) -> QuerySet[Library]:
    """Libraries the profile was given."""
    from library.models import Library

    access = _access_of(profile)
    if access is None:
        return Library.objects.none()
    if access.all_libraries:
        return Library.objects.all()
    return Library.objects.filter(grants__profile_id=profile.pk)


def visible_class_ids(profile: Profile) -> list[int]:
    """Primary keys of the access classes the profile may see; two or three short queries, kept on the profile object.

    A profile object lives as long as one request, so that a changed right holds from the next request on.
    """
    kept: list[int] | None = getattr(profile, "_visible_class_ids", None)
    if kept is None:
        kept = _find_class_ids(profile)
        profile._visible_class_ids = kept  # type: ignore[attr-defined]
    return kept


def _find_class_ids(profile: Profile) -> list[int]:
    from library.models import AccessClass

    access = _access_of(profile)
    if access is None:
        return []
    rows = AccessClass.objects.order_by("id")
    if not access.all_libraries:
        rows = rows.filter(library__grants__profile_id=profile.pk)
    blocked = frozenset(access.blocked_tags.values_list("pk", flat=True)) if access.pk else frozenset()
    found = []
    for row in rows.only("id", "effective_age", "restricted_tags"):
        if row.effective_age == AccessClass.UNRATED:
            if not access.unrated_allowed:
                continue
        elif profile.highest_age is not None and row.effective_age > profile.highest_age:
            continue
        if row.tag_ids & blocked:
            continue
        found.append(row.pk)
    return found


@transaction.atomic
def give_all_libraries(profile: Profile) -> None:
    """Let the profile see every library, future ones too."""
    from library.models import ProfileAccess

    ProfileAccess.objects.update_or_create(profile=profile, defaults={"all_libraries": True})
    _forget(profile)


@transaction.atomic
def grant_libraries(profile: Profile, libraries: Iterable[Library]) -> None:
    """Let the profile see exactly these libraries."""
    from library.models import LibraryGrant, ProfileAccess

    ProfileAccess.objects.update_or_create(profile=profile, defaults={"all_libraries": False})
    LibraryGrant.objects.filter(profile=profile).delete()
    LibraryGrant.objects.bulk_create(LibraryGrant(profile=profile, library=library) for library in libraries)
    _forget(profile)


def _forget(profile: Profile) -> None:
    if hasattr(profile, "_visible_class_ids"):
        del profile._visible_class_ids
