"""The page of a library."""

import re

import pytest
from django.urls import reverse

from library.models import LibraryKind
from library.views.links import item_url
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def hrefs(text):
    return re.findall(r'href="(/app/films/[0-9a-f]{32}/)"', text)


def test_scrolling_to_the_end_meets_every_film_once(member):
    library = make.make_library()
    films = [make.make_movie(library) for _ in range(130)]
    answer = member.get(reverse("library:library-detail", args=[library.pid]))
    met, pages = hrefs(answer.content.decode()), 1
    while match := re.search(r'hx-get="([^"]+)" hx-trigger="intersect', answer.content.decode()):
        answer = member.get(match[1].replace("&amp;", "&"), headers=HTMX)
        assert "<html" not in answer.content.decode()
        met += hrefs(answer.content.decode())
        pages += 1
    assert pages == 3
    assert sorted(met) == sorted(item_url(film) for film in films)


def test_next_page_opens_without_htmx_too(member):
    library = make.make_library()
    for _ in range(61):
        make.make_movie(library)
    page = member.get(reverse("library:library-detail", args=[library.pid])).content.decode()
    address = re.search(r'hx-get="([^"]+)" hx-trigger="intersect', page)[1].replace("&amp;", "&")
    assert "<html" in member.get(address).content.decode()


def test_foreign_cursor_begins_again(house, member):
    address = reverse("library:library-detail", args=[house.films.pid])
    answer = member.get(f"{address}?cursor=nonsense&seen=no")
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?seen=no")


def test_answer_says_that_it_depends_on_who_asks(house, member):
    answer = member.get(reverse("library:library-detail", args=[house.films.pid]))
    assert "HX-Request" in answer["Vary"]


def test_filters_stay_in_the_address_and_can_be_taken_away(house, member):
    address = reverse("library:library-detail", args=[house.films.pid])
    page = member.get(f"{address}?favourite=yes").content.decode()
    assert "0 of 1" in page and "Nothing fits all of it" in page
    assert f'href="{address}"' in page
    page = member.get(f"{address}?seen=no&hdr=yes").content.decode()
    assert f'href="{address}?hdr=yes"' in page and f'href="{address}?seen=no"' in page


def test_music_and_photos_offer_two_views(house, member):
    music = reverse("library:library-detail", args=[house.music.pid])
    assert item_url(house.album.parent) in member.get(f"{music}?show=artists").content.decode()
    photos = reverse("library:library-detail", args=[house.photos.pid])
    assert item_url(house.photo_album) in member.get(f"{photos}?show=albums").content.decode()
    assert member.get(f"{photos}?show=nonsense")["Location"] == photos


def test_short_lists_have_no_rail_of_letters_and_long_ones_do(house, member):
    address = reverse("library:library-detail", args=[house.films.pid])
    assert "Jump to letter" not in member.get(address).content.decode()
    library = make.make_library()
    for number in range(30):
        make.make_movie(library, f"m{number}")
    address = reverse("library:library-detail", args=[library.pid])
    page = member.get(address).content.decode()
    assert f'href="{address}?letter=m"' in page and f"{address}?letter=q" not in page
    assert "From the beginning" in member.get(f"{address}?letter=m").content.decode()


def test_empty_library_says_what_comes(member):
    for kind in LibraryKind.values:
        library = make.make_library(kind)
        page = member.get(reverse("library:library-detail", args=[library.pid])).content.decode()
        assert "appears here on its own" in page
        assert 'data-live="library"' in page
