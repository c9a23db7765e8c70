"""What pages cost: the recorded number of queries, the same for few rows and for many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from library.models import Credit, LibraryKind, MediaItem, Person
from library.search import index_items
from library.views.links import item_url
from library.watch_state import mark_watched, record_progress
from tests.factories import catalogue as make
from tests.factories.people import signed_in

RECORDED = Path(__file__).parents[2] / "query_counts.json"

pytestmark = pytest.mark.django_db


class Rows:
    """So many rows of everything that pages show."""

    def __init__(self, profile, count):
        self.films, self.shows = make.make_library(LibraryKind.MOVIES), make.make_library(LibraryKind.SERIES)
        self.music, self.photos = make.make_library(LibraryKind.MUSIC), make.make_library(LibraryKind.PHOTOS)
        self.artist = make.make_item(self.music, "artist", "Lamplighters")
        self.person = Person.objects.create(name="Ada", name_key="ada")
        for number in range(count):
            film = make.make_movie(self.films, f"Lamp {number}")
            make.make_artwork(film)
            Credit.objects.create(item=film, person=self.person, role="actor")
            record_progress(profile, film, position_ms=600_000)
            series = make.make_series(self.shows, f"Lamp show {number}", {1: 2})
            make.make_artwork(series)
            mark_watched(make.next_request(profile), make.episode_of(series, 1, 1))
            make.make_artwork(make.make_album(self.music, f"Lamp song {number}", artist=self.artist), "cover")
        self.film = make.make_movie(self.films, "Lampshade")
        for number in range(min(count, 20)):
            make.make_version(self.film, f"{number}.mkv")
            person = Person.objects.create(name=f"P{number}", name_key=f"p{number}")
            Credit.objects.create(item=self.film, person=person, role="actor", position=number)
        self.series = make.make_series(self.shows, "Lampshow", {1: count, 2: 1})
        self.album = make.make_album(self.music, "Lampsongs", artist=self.artist, tracks=count)
        self.photo_album = make.make_photo_album(self.photos, "Lamps", photos=count)
        index_items(list(MediaItem.objects.values_list("pk", flat=True)))

    def addresses(self):
        """Each page under its name in the record."""
        detail = {
            f"library:library-detail {row.kind}": row for row in (self.films, self.shows, self.music, self.photos)
        }
        pages = {name: reverse("library:library-detail", args=[row.pid]) for name, row in detail.items()}
        music = pages["library:library-detail music"]
        return pages | {
            "library:home": reverse("library:home"),
            "library:home-row continue": reverse("library:home-row", args=["continue"]),
            "library:home-row next-up": reverse("library:home-row", args=["next-up"]),
            "library:home-row recent films": reverse("library:home-row", args=[f"recent-{self.films.pid}"]),
            "library:home-row recent series": reverse("library:home-row", args=[f"recent-{self.shows.pid}"]),
            "library:library-detail artists": f"{music}?show=artists",
            "library:library-detail filtered": pages["library:library-detail movies"] + "?seen=no&favourite=yes",
            "library:movie-detail": item_url(self.film),
            "library:series-detail": item_url(self.series),
            "library:episode-detail": item_url(make.episode_of(self.series, 1, 2)),
            "library:artist-detail": item_url(self.artist),
            "library:album-detail": item_url(self.album),
            "library:photo-album-detail": item_url(self.photo_album),
            "library:photo-detail": item_url(self.photo_album.children.order_by("pk")[1]),
            "library:person-detail": reverse("library:person-detail", args=[self.person.pid]),
            "library:search": reverse("library:search") + "?q=lamp",
        }


def count_queries(profile, rows):
    """How many statements each page needs. Counts that are kept between requests are counted as if for the first time."""
    from django.core.cache import cache

    browser, found = signed_in(profile), {}
    for name, address in rows.addresses().items():
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            answer = browser.get(address)
        assert answer.status_code == 200, name
        found[name] = len(seen)
    return found


def test_pages_cost_the_same_for_few_rows_and_for_fifty(cast):
    few = count_queries(cast.owner, Rows(cast.owner, 21))  # fewer have no rail of letters, and one statement less
    MediaItem.objects.all().delete()
    Person.objects.all().delete()
    many = count_queries(cast.owner, Rows(cast.owner, 50))
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    recorded = json.loads(RECORDED.read_text())
    assert {name: count for name, count in many.items() if recorded.get(name) != count} == {}
