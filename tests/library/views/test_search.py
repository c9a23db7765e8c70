"""The search page."""

import pytest
from django.urls import reverse

from library.search import rebuild
from library.views.links import item_url, person_url

pytestmark = pytest.mark.django_db


def text(browser, query, **headers):
    return browser.get(reverse("library:search"), {"q": query}, headers=headers).content.decode()


@pytest.fixture(autouse=True)
def index(house):
    rebuild()


def test_results_are_grouped_by_kind(house, member):
    page = text(member, "ti")
    assert "Series</h2>" in page and item_url(house.series) in page
    assert "Albums</h2>" in page and item_url(house.album) in page
    assert person_url(house.person) in text(member, "soren")


def test_only_the_results_are_sent_while_one_types(house, member):
    part = text(member, "harb", **{"HX-Request": "true"})
    assert "<html" not in part and item_url(house.film) in part


def test_nothing_found_and_nothing_asked_are_said_in_words(member):
    assert "Nothing here is called “xyzzy”" in text(member, "xyzzy")
    assert "Two letters are enough" in text(member, "")
    assert "<script>" not in text(member, "<script>alert(1)</script>")


def test_episode_and_track_lead_to_their_places(house, member):
    assert "/episodes/" in text(member, "S1E1")
    track = house.album.children.first()
    assert f"{item_url(house.album)}#track-{track.pid}" in text(member, "tides")
