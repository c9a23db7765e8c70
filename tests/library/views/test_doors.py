"""Who may open which page, and what every page must have."""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from library.models import ItemKind, MediaItem
from library.views.links import PAGE_OF_KIND, item_url
from mediaserver.system.models import PublicIdAlias

PAGES = [
    ItemKind.MOVIE,
    ItemKind.SERIES,
    ItemKind.SEASON,
    ItemKind.EPISODE,
    ItemKind.ARTIST,
    ItemKind.ALBUM,
    ItemKind.PHOTO_ALBUM,
    ItemKind.PHOTO,
]
ACTS = ["item-seen", "item-favourite", "item-hide", "item-scan"]

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """What of a page matters to those who do not see it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings, self.mains, self.navs, self.ids = 0, 0, 0, []
        self.without_alt, self.unnamed, self._named = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Count landmarks, note pictures without alt and buttons without a name."""
        facts = dict(attrs)
        self.headings += tag == "h1"
        self.mains += tag == "main"
        self.navs += tag == "nav"
        if "id" in facts:
            self.ids.append(facts["id"])
        if tag == "img" and "alt" not in facts:
            self.without_alt.append(facts.get("src"))
        if tag == "button" and "icon" in (facts.get("class") or "").split() and not facts.get("aria-label"):
            self.unnamed.append(attrs)


def addresses(house):
    """Every page of the catalogue."""
    libraries = [house.films, house.shows, house.music, house.photos]
    pages = [reverse("library:home"), reverse("library:search") + "?q=ti", reverse("library:scan-line")]
    pages += [reverse("library:library-detail", args=[library.pid]) for library in libraries]
    pages += [reverse("library:home-row", args=[f"recent-{library.pid}"]) for library in libraries]
    pages += [reverse("library:home-row", args=[key]) for key in ("continue", "next-up")]
    pages += [item_url(house.item(kind)) for kind in PAGES]
    return [*pages, reverse("library:person-detail", args=[house.person.pid])]


def test_stranger_is_led_to_the_sign_in_page(house, cast):
    for address in addresses(house):
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(reverse("accounts:sign-in")), address
    for name in ACTS:
        answer = Client().post(reverse(f"library:{name}", args=[house.film.pid]))
        assert answer["Location"].startswith(reverse("accounts:sign-in"))


@pytest.mark.parametrize("kind", PAGES)
def test_child_finds_no_page_of_what_is_hidden(house, child, kind):
    assert child.get(item_url(house.item(kind))).status_code == 404


def test_child_finds_no_hidden_person_and_changes_nothing(house, child, cast):
    assert child.get(reverse("library:person-detail", args=[house.person.pid])).status_code == 404
    for name in ACTS:
        assert child.post(reverse(f"library:{name}", args=[house.film.pid])).status_code == 404
    assert not cast.child.watch_states.exists()


def test_hidden_things_are_in_no_list_of_the_child(house, child):
    for address in addresses(house)[:13]:
        text = child.get(address).content.decode()
        for title in ("Harbour", "Tidewatch", "Tides I", "Lille Havn", "Soren"):
            assert title not in text, address


def test_library_that_was_not_given_is_not_there(house, cast):
    from tests.factories.people import signed_in

    guest = signed_in(cast.guest)
    assert guest.get(reverse("library:library-detail", args=[house.films.pid])).status_code == 404
    assert guest.get(reverse("library:home-row", args=[f"recent-{house.films.pid}"])).status_code == 404


@pytest.mark.parametrize("kind", PAGES)
def test_page_has_one_heading_landmarks_and_words_for_pictures(house, member, kind):
    text = member.get(item_url(house.item(kind))).content.decode()
    page = Page(text)
    assert (page.headings, page.mains) == (1, 1)
    assert page.navs >= 1
    assert page.without_alt == []
    assert page.unnamed == []
    assert len(page.ids) == len(set(page.ids))
    assert re.search(r"<title>.+ · Hearth</title>", text)


def test_lists_have_one_heading_too(house, member):
    for address in (reverse("library:home"), reverse("library:search"), *addresses(house)[3:7]):
        page = Page(member.get(address).content.decode())
        assert (page.headings, page.mains, page.without_alt, page.unnamed) == (1, 1, [], []), address


def test_unknown_id_is_not_there_and_an_alias_leads_on(house, member):
    old = uuid.UUID(hex="21" + "0" * 29 + "1")
    address = reverse("library:movie-detail", args=[old.hex])
    assert member.get(address).status_code == 404
    PublicIdAlias.record(old, house.film.public_id)
    answer = member.get(address)
    assert (answer.status_code, answer["Location"]) == (302, item_url(house.film))


def test_alias_of_something_hidden_is_not_there(house, child):
    old = uuid.UUID(hex="21" + "0" * 29 + "1")
    PublicIdAlias.record(old, house.film.public_id)
    assert child.get(reverse("library:movie-detail", args=[old.hex])).status_code == 404


def test_page_of_another_kind_leads_to_the_right_one(house, member):
    answer = member.get(reverse("library:movie-detail", args=[house.series.pid]))
    assert answer["Location"] == item_url(house.series)
    assert member.get(reverse("library:item", args=[house.album.pid]))["Location"] == item_url(house.album)


def test_every_kind_with_a_page_is_reached_from_its_id(house, member):
    for kind in [*PAGES, ItemKind.TRACK]:
        answer = member.get(reverse("library:item", args=[house.item(kind).pid]))
        assert answer.status_code == 302
        assert member.get(answer["Location"].partition("#")[0]).status_code == 200
    assert set(PAGES) <= set(PAGE_OF_KIND)


def test_acts_are_posts_only(house, member):
    for name in ACTS:
        assert member.get(reverse(f"library:{name}", args=[house.film.pid])).status_code == 405


def test_post_without_the_forms_token_is_refused(house, cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner.user)
    assert browser.post(reverse("library:item-seen", args=[house.film.pid])).status_code == 403
    assert not MediaItem.objects.filter(watch_states__isnull=False).exists()
