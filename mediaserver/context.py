"""What every page knows about the house around it: who looks, what the menus hold, which theme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.permissions import asks_as_librarian, asks_as_owner
from library.access import visible_libraries
from library.models import LibraryKind
from mediaserver import VERSION

if TYPE_CHECKING:
    from accounts.models import Profile
    from library.models import Library

KIND_ICONS: dict[str, str] = {
    LibraryKind.MOVIES: "film",
    LibraryKind.SERIES: "tv",
    LibraryKind.MUSIC: "music",
    LibraryKind.PHOTOS: "image",
}
MOST_IN_TOP_MENU = 7
SECTIONS = (
    ("/app/settings", "settings"),
    ("/app/profile", "settings"),
    ("/app/jobs", "activity"),
    ("/app/health", "activity"),
    ("/app/activity", "activity"),
    ("/app/search", "search"),
)


@dataclass(frozen=True)
class Entry:
    """A library in the menus; a far one stands under More even where there is room. `key` is its `library_id`."""

    key: int
    pid: str
    label: str
    url: str
    icon: str
    is_far: bool


class Surroundings:
    """The house as one request sees it. Nothing is looked up before a template asks; at most three short queries."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def profile(self) -> Profile | None:
        """Who looks; None for strangers."""
        profile: Profile | None = getattr(self._request, "profile", None)
        return profile or None

    @cached_property
    def account_name(self) -> str:
        """The name that signs in."""
        return self._request.user.get_username() if self.profile else ""

    @cached_property
    def is_owner(self) -> bool:
        """Whether the person runs the server."""
        return asks_as_owner(self._request)

    @cached_property
    def is_librarian(self) -> bool:
        """Whether the person looks after the libraries (owners do)."""
        return asks_as_librarian(self._request)

    @cached_property
    def theme(self) -> str:
        """`dark`, `light` or `system`."""
        return self.profile.theme if self.profile else "system"

    @cached_property
    def contrast(self) -> str:
        """`normal` or `more`."""
        return self.profile.contrast if self.profile else "normal"

    @cached_property
    def section(self) -> str:
        """Which entry of the menus is lit as far as the address tells: home, search, activity, settings or a library's pid.

        A page knows better and sets `section` in its context, for example the library a film belongs to.
        """
        path = self._request.path
        for prefix, section in SECTIONS:
            if path.startswith(prefix):
                return section
        if path == reverse("library:home"):
            return "home"
        return next((entry.pid for entry in self.libraries if entry.url == path), "")

    @cached_property
    def libraries(self) -> list[Entry]:
        """The libraries this profile sees, in the order of the household."""
        if not self.profile:
            return []
        return [self._entry(place, row) for place, row in enumerate(visible_libraries(self.profile))]

    @cached_property
    def version(self) -> str:
        """The program's version."""
        return VERSION

    def _entry(self, place: int, library: Library) -> Entry:
        url = reverse("library:library-detail", args=[library.pid])
        icon = KIND_ICONS.get(library.kind, "library")
        return Entry(
            key=library.pk, pid=library.pid, label=library.name, url=url, icon=icon, is_far=place >= MOST_IN_TOP_MENU
        )


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Give templates `house`."""
    return {"house": Surroundings(request)}
