"""Photos in time."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from library.models import ItemKind, LibraryKind
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 10, 12, tzinfo=timezone.get_default_timezone())


def make_photos(library, count, days=1):
    for number in range(count):
        at = NOON - timedelta(days=number % days, seconds=number)
        make.make_item(library, ItemKind.PHOTO, f"IMG {number}", taken_at=at, sort_at=at)


def test_every_photo_is_met_once_and_a_day_gets_one_heading(member):
    library = make.make_library(LibraryKind.PHOTOS)
    make_photos(library, 130, days=1)
    page = member.get(reverse("library:library-detail", args=[library.pid])).content.decode()
    photos, headings = re.findall(r'data-photo="(\w+)"', page), page.count("<h2 id=")
    while match := re.search(r'hx-get="([^"]+)" hx-trigger="intersect', page):
        page = member.get(match[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
        photos += re.findall(r'data-photo="(\w+)"', page)
        headings += page.count("<h2 id=")
    assert len(photos) == len(set(photos)) == 130
    assert headings == 1


def test_month_begins_the_list_there(member):
    library = make.make_library(LibraryKind.PHOTOS)
    make_photos(library, 40, days=40)
    address = reverse("library:library-detail", args=[library.pid])
    page = member.get(address).content.decode()
    assert f'href="{address}?month=2026-05"' in page and f'href="{address}?month=2026-04"' in page
    april = member.get(f"{address}?month=2026-04").content.decode()
    assert "10 May" not in april and "30 April" in april


@pytest.mark.parametrize("month", ["2026-13", "abc", "2026", "0000-01", "9999-12", "²026-01"])
def test_nonsense_for_a_month_is_passed_over(member, month):
    library = make.make_library(LibraryKind.PHOTOS)
    make_photos(library, 1)
    assert member.get(reverse("library:library-detail", args=[library.pid]), {"month": month}).status_code == 200


def test_photo_without_a_date_is_there_too(member):
    library = make.make_library(LibraryKind.PHOTOS)
    make.make_item(library, ItemKind.PHOTO, "Undated")
    page = member.get(reverse("library:library-detail", args=[library.pid])).content.decode()
    assert "Without a date" in page and "Undated" in page


def test_links_carry_what_the_viewer_needs_and_videos_lead_to_their_page(member):
    library = make.make_library(LibraryKind.PHOTOS)
    album = make.make_photo_album(library, photos=1)
    make.make_item(library, ItemKind.HOME_VIDEO, "Clip", sort_at=NOON, duration_ms=42_000)
    page = member.get(reverse("library:library-detail", args=[library.pid])).content.decode()
    photo = album.children.get()
    assert f'data-photo="{photo.pid}" data-full="/images/' in page
    assert "0:42" in page and page.count("data-photo-viewer") == 1
