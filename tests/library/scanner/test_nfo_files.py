"""What NFO files beside media do to items."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from library.models import Company, Credit, ExternalId, FieldLock, Genre, MediaItem, Person
from tests.factories.libraries import put, scan, scanned_library

pytestmark = pytest.mark.django_db

NFO = """<?xml version="1.0"?><movie><title>The Lamp</title><plot>{plot}</plot><mpaa>DE:12</mpaa><year>2021</year>
<genre>Drama</genre><studio>Lille Havn</studio><country>Denmark</country><premiered>2021-03-04</premiered>
<actor><name>Ada Vale</name><role>Marit</role></actor><director>Ilse Maarten</director>
<uniqueid type="imdb">tt1</uniqueid></movie>"""


def test_film_takes_what_its_nfo_says(tmp_path: Path) -> None:
    put("webm", tmp_path / "lamp" / "lamp.webm")
    (tmp_path / "lamp" / "movie.nfo").write_text(NFO.format(plot="Light."))
    library = scanned_library(tmp_path)
    film = MediaItem.objects.get()
    assert (film.title, film.year, film.overview, film.content_rating_age) == ("The Lamp", 2021, "Light.", 12)
    assert (str(film.released_on), film.facts) == ("2021-03-04", {"countries": ["Denmark"]})
    assert film.access_class.effective_age == 12
    assert list(Credit.objects.values_list("person__name", "role", "character")) == [
        ("Ada Vale", "actor", "Marit"), ("Ilse Maarten", "director", ""),
    ]  # fmt: skip
    assert Genre.objects.get().name == "Drama"
    assert film.item_genres.get().access_class_id == film.access_class_id
    assert Company.objects.get().name == "Lille Havn"
    assert ExternalId.objects.get().value == "tt1"
    before = MediaItem.objects.get().updated_at
    scan(library, "full")
    assert MediaItem.objects.get().updated_at == before


def test_changed_nfo_is_read_again_and_locks_hold(tmp_path: Path) -> None:
    put("webm", tmp_path / "lamp" / "lamp.webm")
    library = scanned_library(tmp_path)
    film = MediaItem.objects.get()
    FieldLock.objects.create(item=film, field="title")
    for path in (tmp_path / "lamp" / "lamp.webm", tmp_path / "lamp", tmp_path):
        os.utime(path, (time.time() - 900, time.time() - 900))
    scan(library, "full")
    (tmp_path / "lamp" / "movie.nfo").write_text(NFO.format(plot="New words."))
    scan(library)
    film.refresh_from_db()
    assert (film.title, film.overview) == ("lamp", "New words.")
    assert Person.objects.count() == 2


def test_series_and_both_episodes_of_a_file_take_theirs(tmp_path: Path) -> None:
    top = tmp_path / "Tidewatch (2022)"
    put("webm", top / "Season 01" / "Tidewatch - S01E01-E02.webm")
    (top / "tvshow.nfo").write_text("<tvshow><title>Tidewatch</title><plot>Four keepers.</plot><mpaa>12</mpaa>"
                                    "<status>Continuing</status></tvshow>")  # fmt: skip
    episode = "<episodedetails><title>{}</title><episode>{}</episode><aired>2022-01-0{}</aired></episodedetails>"
    (top / "Season 01" / "Tidewatch - S01E01-E02.nfo").write_text(
        episode.format("Low", 1, 3) + episode.format("High", 2, 4)
    )
    scanned_library(tmp_path, "series")
    series = MediaItem.objects.get(kind="series")
    assert (series.overview, series.content_rating_age, series.facts) == ("Four keepers.", 12, {"status": "Continuing"})
    episodes = list(MediaItem.objects.filter(kind="episode").order_by("number"))
    assert [(e.title, str(e.released_on)) for e in episodes] == [("Low", "2022-01-03"), ("High", "2022-01-04")]
    assert {e.access_class.effective_age for e in episodes} == {12}, "the rating of the series reaches its episodes"
    assert series.access_class.effective_age == 12


def test_an_episode_added_to_a_rated_series_is_rated_at_once(tmp_path: Path) -> None:
    top = tmp_path / "Tidewatch"
    put("webm", top / "Season 1" / "Tidewatch S01E01.webm")
    (top / "tvshow.nfo").write_text("<tvshow><title>Tidewatch</title><mpaa>FSK 16</mpaa></tvshow>")
    library = scanned_library(tmp_path, "series")
    put("mp4", top / "Season 1" / "Tidewatch S01E02.mp4")
    scan(library)
    ages = MediaItem.objects.values_list("access_class__effective_age", flat=True)
    assert set(ages) == {16}


def test_damaged_nfo_costs_nothing(tmp_path: Path) -> None:
    put("webm", tmp_path / "lamp" / "lamp.webm")
    (tmp_path / "lamp" / "movie.nfo").write_bytes(os.urandom(4000))
    scanned_library(tmp_path)
    assert MediaItem.objects.get().title == "lamp"
