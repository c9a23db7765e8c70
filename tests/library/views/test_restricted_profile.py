"""A child's profile beside an owner's account gets nothing of the owner's part."""

from __future__ import annotations

import pytest
from django.urls import reverse

from library.access import reclass_tree
from tests.factories.people import Cast, signed_in
from tests.library.views.conftest import House

pytestmark = pytest.mark.django_db


def test_menus_show_no_settings_of_the_server_to_a_child(cast: Cast) -> None:
    page = signed_in(cast.child).get(reverse("library:home")).content.decode()
    assert reverse("library:library-list") not in page
    assert reverse("admin:index") not in page
    assert reverse("library:library-list") in signed_in(cast.owner).get(reverse("library:home")).content.decode()


def test_child_who_sees_an_item_starts_no_scan_from_it(cast: Cast, house: House) -> None:
    house.film.content_rating_age = 0
    house.film.save()
    reclass_tree(house.film)
    child = signed_in(cast.child)
    assert child.get(reverse("library:movie-detail", args=[house.film.pid])).status_code == 200
    assert child.post(reverse("library:item-scan", args=[house.film.pid])).status_code == 403
