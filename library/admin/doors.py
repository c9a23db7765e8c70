"""What a librarian sees on the desk: the libraries and items that their profile was given, as everywhere else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Profile
from library.access import visible_libraries


def desk_profile(request: HttpRequest) -> Profile:
    """The profile at the desk; the site has seen to it that there is one."""
    profile = request.profile  # type: ignore[attr-defined]
    return profile._wrapped if bool(profile) and hasattr(profile, "_wrapped") else profile  # type: ignore[no-any-return]


class OfVisibleLibraries:
    """A table whose rows belong to a library, under the name `library_path`."""

    library_path = "library"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only rows of libraries that the librarian's profile was given."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(**{f"{self.library_path}__in": visible_libraries(desk_profile(request))})
