"""Pages of films, series, episodes, artists, albums, photos and people."""

from datetime import date

import pytest
from django.urls import reverse

from library.models import Availability, MediaFile, MediaItem, WatchState
from library.views.links import item_url, person_url
from library.watch_state import mark_watched, record_progress
from tests.factories import catalogue as make
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db


def text(browser, item, query=""):
    return browser.get(item_url(item).partition("#")[0] + query).content.decode()


def test_film_tells_everything_before_it_plays(house, member):
    page = text(member, house.film)
    for words in ("1 h 40", "2024", "Drama", "One winter the ferry stops.", "Soren Halvik", "Aage, the pilot", "1080p"):
        assert words in page
    assert "Danish, AAC 5.1" in page and "5.0" in page and "4.0" in page
    assert reverse("streaming:reasons", args=[house.film.pid]) in page
    assert "The last ferry" in page and "1:05" in page and "start=65000" in page
    assert reverse("streaming:player", args=[house.film.pid]) in page


def test_no_length_is_shown_in_milliseconds(house, member):
    for item in MediaItem.objects.all():
        page = text(member, item)
        assert "6000000" not in page and "180000" not in page and "2400000" not in page


def test_chosen_version_sound_and_subtitles_reach_the_player(house, member):
    version = make.make_version(house.film, "cut.mkv", label="Director’s cut", quality=1)
    page = text(member, house.film, f"?version={version.pid}&audio=2&subtitle=3")
    player = reverse("streaming:player", args=[house.film.pid])
    assert f"{player}?version={version.pid}&amp;audio=2&amp;subtitle=3" in page
    assert "English, AAC 2.0" in page and "Director’s cut" in page
    assert f"{player}?version" not in text(member, house.film, "?version=nonsense").replace(
        f"{player}?version=nonsense", ""
    )


def test_begun_film_offers_to_go_on_or_begin_again(house, cast):
    record_progress(cast.member, house.film, position_ms=42 * 60_000)
    page = text(signed_in(cast.member), house.film)
    assert "Resume" in page and "From the start" in page and "start=0" in page and "58 min left" in page


def test_paths_are_shown_to_librarians_only(house, cast):
    assert "/media/" in text(signed_in(cast.librarian), house.film)
    page = text(signed_in(cast.member), house.film)
    assert "/media/" not in page and "Harbour.mkv" in page


@pytest.mark.parametrize(
    ("availability", "words"),
    [(Availability.AWAY, "The drive is away"), (Availability.MISSING, "The file is missing")],
)
def test_what_is_not_there_says_so_and_does_not_play(house, member, availability, words):
    MediaItem.objects.filter(pk=house.film.pk).update(availability=availability)
    page = text(member, house.film)
    assert words in page and "data-first" not in page


def test_film_without_files_has_a_page(house, member):
    assert "Nothing" not in text(member, make.make_movie(house.films, "Bare"))


def test_series_opens_at_the_season_one_is_in(house, cast):
    browser = signed_in(cast.member)
    page = text(browser, house.series)
    assert "Play S1 E1" in page and "2 seasons" in page and "6 episodes" in page and "Specials" in page
    mark_watched(cast.member, house.series.children.get(number=1))
    page = text(browser, house.series)
    assert "Play S2 E1" in page and item_url(make.episode_of(house.series, 2, 1)) in page


def test_season_page_shows_that_season(house, member):
    page = text(member, house.series.children.get(number=0))
    assert item_url(make.episode_of(house.series, 0, 1)) in page
    assert item_url(make.episode_of(house.series, 1, 1)) not in page


def test_episode_knows_its_series_and_neighbours(house, member):
    MediaItem.objects.filter(root=house.series).update(released_on=date(2024, 3, 14))
    page = text(member, make.episode_of(house.series, 1, 3))
    for other in ((1, 2), (2, 1)):
        assert item_url(make.episode_of(house.series, *other)) in page
    assert item_url(house.series) in page and "S1 E3" in page and "14 March 2024" in page


def test_album_lists_its_tracks_by_disc(house, member):
    page = text(member, house.album)
    assert "3 tracks, 9 min" in page and "3:00" in page and "Disc 1" not in page
    assert f'data-play-album="{house.album.pid}"' in page
    for track in house.album.children.all():
        assert f'data-play-item="{track.pid}"' in page and f'data-queue-item="{track.pid}"' in page
    house.album.children.filter(number=3).update(disc_number=2)
    page = text(member, house.album)
    assert "Disc 1" in page and "Disc 2" in page


def test_missing_track_can_not_be_played(house, member):
    track = house.album.children.first()
    MediaItem.objects.filter(pk=track.pk).update(availability=Availability.AWAY)
    page = text(member, house.album)
    assert f'data-play-item="{track.pid}"' not in page and "Not there now" in page


def test_artist_shows_albums_and_what_they_are_heard_on(house, member):
    other = make.make_album(house.music, "A Guest Album")
    house.album.parent.credited_on.create(item=other.children.first(), role="artist")
    page = text(member, house.album.parent)
    assert item_url(house.album) in page and "Also heard on" in page and item_url(other) in page


def test_photo_tells_how_it_was_taken_and_knows_its_neighbours(house, member):
    newest, middle, oldest = house.photo_album.children.order_by("-sort_at")
    MediaItem.objects.filter(pk=middle.pk).update(
        facts={"camera": "Fuji X100V", "exposure_s": 0.004, "aperture": 2.8, "iso": 200, "focal_length_mm": 23.0},
        latitude=-33.8,
        longitude=151.2,
    )
    page = text(member, middle)
    assert "Fuji X100V" in page and "1/250 s, f/2.8, 23 mm, ISO 200" in page and "33.8000° S, 151.2000° E" in page
    assert item_url(newest) in page and item_url(oldest) in page and "31 December 2025" in page


def test_photo_album_pages(house, member):
    page = text(member, house.photo_album)
    assert page.count("data-photo-viewer") == 3
    assert member.get(item_url(house.photo_album) + "?cursor=nonsense").status_code == 302


def test_person_shows_what_the_profile_sees(house, member):
    page = member.get(person_url(house.person)).content.decode()
    assert "Soren Halvik" in page and "Actor" in page and item_url(house.film) in page


def test_pages_speak_german(house, cast):
    cast.member.language = "de"
    cast.member.save()
    page = text(signed_in(cast.member), house.film)
    assert '<html lang="de"' in page


def test_file_in_two_parts_counts_as_one_version(house, member):
    version = house.film.versions.get()
    second = make.make_file(house.films, "Harbour CD2.mkv")
    version.item_files.create(file=second, part_index=1)
    raw = make.make_file(house.films, "side.dng", kind=MediaFile.Kind.PICTURE)
    MediaFile.objects.filter(pk=raw.pk).update(role=MediaFile.Role.RAW)
    version.item_files.create(file=raw, part_index=2)
    page = text(member, house.film)
    assert "8.0" in page and "Harbour CD2.mkv" in page and "side.dng" not in page


def test_states_of_others_are_not_shown(house, cast):
    record_progress(cast.owner, house.film, position_ms=42 * 60_000)
    assert "Resume" not in text(signed_in(cast.member), house.film)
    assert WatchState.objects.count() == 1
