"""Guards of pages: whoever has a profile with limits manages nothing, whatever the account's role."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.people import Cast, signed_in

LIBRARIANS_PAGES = [
    "library:library-list",
    "library:skipped-list",
    "library:folder-picker",
    "ops:job-list",
    "ops:health-list",
]
OWNERS_PAGES = ["library:people-list"]


@pytest.mark.parametrize("name", LIBRARIANS_PAGES)
def test_librarians_pages_open_to_librarians_alone(cast: Cast, name: str) -> None:
    statuses = {who: signed_in(profile).get(reverse(name)).status_code for who, profile in cast.everybody().items()}

    assert statuses.pop("owner") == statuses.pop("librarian") == 200
    assert set(statuses.values()) == {403}


@pytest.mark.parametrize("name", OWNERS_PAGES)
def test_owners_pages_open_to_owners_alone(cast: Cast, name: str) -> None:
    statuses = {who: signed_in(profile).get(reverse(name)).status_code for who, profile in cast.everybody().items()}

    assert statuses.pop("owner") == 200
    assert set(statuses.values()) == {403}
