"""A house with something of every kind, and browsers of those who live in it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from library.models import (
    Artwork,
    Chapter,
    Credit,
    Genre,
    ItemGenre,
    ItemKind,
    Library,
    LibraryKind,
    MediaFile,
    MediaItem,
    Person,
)
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in


@dataclass
class House:
    """One item of each kind, with pictures, files and people."""

    films: Library
    shows: Library
    music: Library
    photos: Library
    film: MediaItem
    series: MediaItem
    album: MediaItem
    photo_album: MediaItem
    person: Person

    def item(self, kind: str) -> MediaItem:
        """Any item of the kind."""
        found = MediaItem.objects.filter(kind=kind).order_by("pk").first()
        assert found is not None
        return found


@pytest.fixture
def house(db: None) -> House:
    """Something of everything."""
    films, shows = make.make_library(LibraryKind.MOVIES, "Films"), make.make_library(LibraryKind.SERIES, "Series")
    music, photos = make.make_library(LibraryKind.MUSIC, "Music"), make.make_library(LibraryKind.PHOTOS, "Photos")
    film = make.make_movie(films, "Harbour of Small Lights", year=2024, overview="One winter the ferry stops.")
    file = MediaFile.objects.get(item_files__version=make.make_version(film, "Harbour/Harbour.mkv"))
    Chapter.objects.create(file=file, position=0, start_ms=65_000, title="The last ferry")
    for kind, ratio in ((Artwork.Kind.POSTER, 0.667), (Artwork.Kind.BACKDROP, 1.78), (Artwork.Kind.LOGO, 3.0)):
        make.make_artwork(film, kind, ratio)
    person = Person.objects.create(name="Soren Halvik", name_key="soren halvik", sort_name="Halvik")
    Credit.objects.create(item=film, person=person, role=Credit.Role.ACTOR, character="Aage, the pilot")
    drama = Genre.objects.create(name="Drama", name_key="drama")
    ItemGenre.objects.create(
        item=film, genre=drama, kind=ItemKind.MOVIE, access_class=film.access_class, added_at=film.added_at
    )
    return House(
        films=films,
        shows=shows,
        music=music,
        photos=photos,
        film=film,
        series=make.make_series(shows, "Tidewatch", {0: 1, 1: 3, 2: 2}, leaf_count=6),
        album=make.make_album(music, "Tides I–IX", tracks=3),
        photo_album=make.make_photo_album(photos, "Lille Havn", photos=3),
        person=person,
    )


@pytest.fixture
def owner(cast: Cast) -> Client:
    """The owner's browser."""
    return signed_in(cast.owner)


@pytest.fixture
def member(cast: Cast) -> Client:
    """The member's browser."""
    return signed_in(cast.member)


@pytest.fixture
def child(cast: Cast) -> Client:
    """The child's browser: sees nothing without a rating."""
    return signed_in(cast.child)
