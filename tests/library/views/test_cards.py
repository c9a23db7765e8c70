"""Cards, and the pictures and standings they are made from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library.models import Artwork, Availability, ItemKind, LibraryKind, MediaItem
from library.views.cards import poster_cards, wide_cards
from library.views.pictures import Pictures
from library.views.standing import Standing
from library.watch_state import mark_watched, record_progress, set_favourite
from tests.factories import catalogue as make

pytestmark = pytest.mark.django_db
Kind = Artwork.Kind


@pytest.fixture
def profile():
    return make.make_profile()


def test_poster_says_what_the_profile_did(profile):
    library = make.make_library()
    begun, seen, plain = (make.make_movie(library) for _ in range(3))
    record_progress(profile, begun, position_ms=50 * 60_000)
    mark_watched(profile, seen)
    cards = poster_cards([begun, seen, plain], profile)
    assert [(card.progress_percent, card.is_seen) for card in cards] == [(50, False), (None, True), (None, False)]


def test_new_is_what_came_lately_and_was_not_touched(profile):
    library = make.make_library()
    now = timezone.now()
    fresh, old = make.make_movie(library, added_at=now), make.make_movie(library, added_at=now - timedelta(days=15))
    seen = make.make_movie(library, added_at=now)
    mark_watched(profile, seen)
    assert [card.is_new for card in poster_cards([fresh, old, seen], profile)] == [True, False, False]


def test_what_is_away_is_shown_so_and_does_not_play(profile):
    film = make.make_movie(make.make_library(), availability=Availability.AWAY)
    (card,) = poster_cards([film], profile)
    assert card.is_away and card.play_url == ""


def test_series_count_what_is_left_without_specials(profile):
    series = make.make_series(make.make_library(LibraryKind.SERIES), seasons={0: 2, 1: 3}, leaf_count=5)
    mark_watched(profile, make.episode_of(series, 1, 1))
    seasons = list(series.children.order_by("number"))
    for season in seasons:
        season.leaf_count = season.children.count()
    cards = poster_cards([series, *seasons], profile)
    assert [card.unseen_count for card in cards] == [2, 2, 2]
    mark_watched(profile, seasons[1])
    assert [card.is_seen for card in poster_cards([series, *seasons], profile)] == [True, False, True]


def test_count_holds_only_what_the_profile_sees():
    library = make.make_library(LibraryKind.SERIES)
    series = make.make_series(library, seasons={1: 3})
    child = make.make_child(library)
    assert Standing([series], child).unseen_count(series) is None


def test_landscape_card_of_an_episode_carries_the_series_name(profile):
    series = make.make_series(make.make_library(LibraryKind.SERIES), "Tidewatch", {1: 2})
    episode = make.episode_of(series, 1, 1)
    record_progress(profile, episode, position_ms=10 * 60_000)
    (card,) = wide_cards([episode], profile, is_removable=True)
    assert (card.title, card.place, card.left, card.progress_percent) == ("Tidewatch", "S1 E1, S1E1", "30 min left", 25)
    assert card.remove_url and card.seen_url.endswith("part=none")
    assert wide_cards([episode], profile)[0].remove_url == ""


@pytest.mark.parametrize(
    ("own", "series", "expected"),
    [
        ([Kind.STILL], [Kind.BACKDROP], Kind.STILL),
        ([], [Kind.POSTER, Kind.BACKDROP], Kind.BACKDROP),
        ([], [Kind.POSTER], Kind.POSTER),
        ([], [], None),
    ],
)
def test_landscape_picture_of_an_episode(own, series, expected):
    show = make.make_series(make.make_library(LibraryKind.SERIES), seasons={1: 1})
    episode = make.episode_of(show, 1, 1)
    for kind in own:
        make.make_artwork(episode, kind, 1.78)
    for kind in series:
        make.make_artwork(show, kind)
    found = Pictures([episode]).landscape(episode)
    assert (found.kind if found else None) == expected


def test_chosen_picture_goes_before_others():
    film = make.make_movie(make.make_library())
    make.make_artwork(film)
    chosen = make.make_artwork(film)
    Artwork.objects.filter(pk=chosen.pk).update(is_chosen=True)
    assert Pictures([film]).upright(film) == chosen


def test_folder_and_artist_show_what_is_in_them():
    photos, music = make.make_library(LibraryKind.PHOTOS), make.make_library(LibraryKind.MUSIC)
    folder = make.make_photo_album(photos, photos=2)
    album = make.make_album(music)
    cover = make.make_artwork(album, Kind.COVER, 1.0)
    drawn = make.make_artwork(album.parent, Kind.COVER, 1.0)
    Artwork.objects.filter(pk=drawn.pk).update(source=Artwork.Source.TYPOGRAPHIC)
    pictures = Pictures([folder, album.parent])
    assert pictures.upright(album.parent) == cover
    newest = folder.children.order_by("-sort_at").first()
    assert pictures.upright(folder) == newest.artwork.get()


def test_card_without_a_picture_has_its_title(profile):
    (card,) = poster_cards([make.make_movie(make.make_library(), "Bare")], profile)
    assert (card.image_url, card.title) == ("", "Bare")


def test_cards_cost_the_same_for_one_and_for_many(profile, django_assert_num_queries):
    library = make.make_library()
    for _ in range(30):
        make.make_artwork(make.make_movie(library))
    films = list(MediaItem.objects.filter(kind=ItemKind.MOVIE).select_related("parent"))
    for some in (films[:1], films):
        with django_assert_num_queries(2):
            poster_cards(some, profile)


def test_heart_is_known(profile):
    film = make.make_movie(make.make_library())
    set_favourite(profile, film, True)
    assert Standing([film], profile).is_favourite(film)
