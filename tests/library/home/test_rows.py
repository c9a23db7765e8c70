"""The rows of home."""

import pytest

from library.home import home_row, home_rows, newest_film, recently_added, row_items
from library.models import Artwork, Availability, ItemKind, LibraryKind, MediaItem
from library.watch_state import mark_watched, record_progress
from tests.factories.catalogue import (
    START,
    episode_of,
    make_album,
    make_artwork,
    make_child,
    make_episode,
    make_item,
    make_library,
    make_movie,
    make_photo_album,
    make_profile,
    make_series,
    next_request,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return make_profile()


def test_rows_are_continue_next_up_and_one_for_each_visible_library(profile):
    films, music = make_library(LibraryKind.MOVIES, "Films"), make_library(LibraryKind.MUSIC, "Music")
    rows = home_rows(profile)
    assert [(row.key, row.shape) for row in rows] == [
        ("continue", "wide"),
        ("next-up", "wide"),
        (f"recent-{films.pid}", "poster"),
        (f"recent-{music.pid}", "square"),
    ]
    assert [row.library for row in home_rows(make_child(music))[2:]] == [music]
    assert home_row(profile, "nonsense") is None


def test_rows_hold_what_their_names_say(profile):
    film = make_movie(make_library())
    series = make_series(make_library(LibraryKind.SERIES), seasons={1: 2})
    profile = next_request(profile)
    record_progress(profile, film, position_ms=600_000)
    mark_watched(profile, episode_of(series, 1, 1))
    found = {row.key: row_items(row, profile) for row in home_rows(profile)[:2]}
    assert found["continue"] == [film]
    assert found["next-up"] == [episode_of(series, 1, 2)]


def test_series_stand_in_the_order_of_their_newest_episode(profile):
    library = make_library(LibraryKind.SERIES)
    older = make_series(library, "Older", {1: 2})
    newer = make_series(library, "Newer", {1: 2})
    assert recently_added(library, next_request(profile)) == [newer, older]
    make_episode(older.children.get(kind=ItemKind.SEASON), 3)
    assert recently_added(library, next_request(profile)) == [older, newer]


def test_wanted_and_hidden_things_are_not_new(profile):
    library = make_library()
    make_movie(library, availability=Availability.WANTED)
    film = make_movie(library)
    assert recently_added(library, next_request(profile)) == [film]
    assert recently_added(library, make_child(library)) == []


def test_music_shows_albums_and_photos_folders_or_else_photos(profile):
    music, photos, loose = (make_library(kind) for kind in (LibraryKind.MUSIC, LibraryKind.PHOTOS, LibraryKind.PHOTOS))
    album, folder = make_album(music), make_photo_album(photos)
    photo = make_item(loose, ItemKind.PHOTO, taken_at=START)
    profile = next_request(profile)
    assert [recently_added(library, profile) for library in (music, photos, loose)] == [[album], [folder], [photo]]


def test_hero_of_a_new_house_is_the_newest_film_with_a_large_picture(profile):
    library = make_library()
    assert newest_film(next_request(profile)) is None
    pictured = make_movie(library)
    make_artwork(pictured, Artwork.Kind.BACKDROP, 1.78)
    latest = make_movie(library)
    assert newest_film(next_request(profile)) == pictured
    Artwork.objects.all().delete()
    assert newest_film(next_request(profile)) == latest
    MediaItem.objects.update(availability=Availability.AWAY)
    assert newest_film(next_request(profile)) is None
