"""What every page knows about the house."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import Profile
from library.access import grant_libraries
from library.models import Library, LibraryKind
from mediaserver.context import Surroundings, surroundings
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db


def ask(profile: Profile | None, path: str = "/app/somewhere/") -> HttpRequest:
    """A request as it stands behind the middleware."""
    request = RequestFactory().get(path)
    request.user = profile.user if profile else AnonymousUser()  # type: ignore[assignment]
    request.profile = profile  # type: ignore[attr-defined]
    return request


@pytest.fixture
def libraries() -> list[Library]:
    """Nine libraries in the order of the household."""
    kinds = [LibraryKind.MOVIES, LibraryKind.SERIES, LibraryKind.MUSIC, LibraryKind.PHOTOS]
    return [Library.objects.create(name=f"Library {n}", kind=kinds[n % 4], position=n) for n in range(9)]


def test_stranger_sees_no_menu_and_asks_nothing_of_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        house = surroundings(ask(None))["house"]
        assert house.profile is None
        assert house.libraries == []
        assert (house.theme, house.contrast) == ("system", "normal")
        assert not house.is_owner
        assert not house.is_librarian


def test_menu_holds_the_libraries_of_the_profile_alone(cast: Cast, libraries: list[Library]) -> None:
    profile = cast.member_second
    grant_libraries(profile, libraries[:2])
    assert [entry.label for entry in Surroundings(ask(profile)).libraries] == ["Library 0", "Library 1"]


def test_menu_costs_two_queries(cast: Cast, libraries: list[Library], django_assert_max_num_queries: Any) -> None:
    profile = Profile.objects.select_related("user").get(pk=cast.owner.pk)
    house = Surroundings(ask(profile))
    with django_assert_max_num_queries(2):
        assert len(house.libraries) == 9
        assert house.libraries is house.libraries
        assert house.is_owner


def test_menu_puts_what_does_not_fit_under_more(cast: Cast, libraries: list[Library]) -> None:
    far = [entry.label for entry in Surroundings(ask(cast.owner)).libraries if entry.is_far]
    assert far == ["Library 7", "Library 8"]


def test_icon_follows_the_kind(cast: Cast, libraries: list[Library]) -> None:
    icons = [entry.icon for entry in Surroundings(ask(cast.owner)).libraries[:4]]
    assert icons == ["film", "tv", "music", "image"]


def test_address_says_which_entry_is_lit(cast: Cast, libraries: list[Library]) -> None:
    profile = cast.owner
    assert Surroundings(ask(profile, reverse("library:home"))).section == "home"
    assert Surroundings(ask(profile, reverse("library:search"))).section == "search"
    own = reverse("library:library-detail", args=[libraries[3].pid])
    assert Surroundings(ask(profile, own)).section == libraries[3].pid
    assert Surroundings(ask(profile, "/app/elsewhere/")).section == ""


def test_roles_show_what_they_may_do(cast: Cast) -> None:
    houses = {name: Surroundings(ask(getattr(cast, name))) for name in ("owner", "librarian", "member")}
    seen = {name: (house.is_owner, house.is_librarian) for name, house in houses.items()}
    assert seen == {"owner": (True, True), "librarian": (False, True), "member": (False, False)}
