"""Episodes by their names."""

from __future__ import annotations

import datetime as dt

import pytest

from library.naming import EpisodeClaim, ExtraClaim, read_episode_path

ROWS = [
    # path, series, year, season, episodes, title
    ("Tidewatch (2022)/Season 01/Tidewatch - S01E02 - High Water.mkv", "Tidewatch", 2022, 1, (2,), "High Water"),
    ("Tidewatch/Season 1/S01E02.mkv", "Tidewatch", None, 1, (2,), ""),
    ("Tidewatch/tidewatch.s01e02.720p.hdtv.x264-grp.mkv", "Tidewatch", None, 1, (2,), ""),
    ("Tidewatch.S01E02.High.Water.1080p.mkv", "Tidewatch", None, 1, (2,), "High Water"),
    ("Tidewatch/Season 01/Tidewatch - S01E01-E02 - Low.mkv", "Tidewatch", None, 1, (1, 2), "Low"),
    ("Tidewatch/Season 01/Tidewatch S01E01E02E03.mkv", "Tidewatch", None, 1, (1, 2, 3), ""),
    ("Tidewatch/Season 01/Tidewatch S01E01-S01E03.mkv", "Tidewatch", None, 1, (1, 2, 3), ""),
    ("Tidewatch/Season 01/Tidewatch S01E01-03.mkv", "Tidewatch", None, 1, (1, 2, 3), ""),
    ("Tidewatch/1x02 High Water.avi", "Tidewatch", None, 1, (2,), "High Water"),
    ("Tidewatch/1x02-03.avi", "Tidewatch", None, 1, (2, 3), ""),
    ("Tidewatch/Season 2/03 - Fog.mkv", "Tidewatch", None, 2, (3,), "Fog"),
    ("Tidewatch/Season 2/Episode 5.mkv", "Tidewatch", None, 2, (5,), ""),
    ("Tidewatch/Staffel 3/Folge 4 - Nebel.mkv", "Tidewatch", None, 3, (4,), "Nebel"),
    ("Tidewatch/Saison 2/Tidewatch S02E01.mkv", "Tidewatch", None, 2, (1,), ""),
    ("Tidewatch/S02/e07.mkv", "Tidewatch", None, 2, (7,), ""),
    ("Tidewatch/Specials/Tidewatch S00E01 - Making.mkv", "Tidewatch", None, 0, (1,), "Making"),
    ("Tidewatch/Specials/Episode 2.mkv", "Tidewatch", None, 0, (2,), ""),
    ("Tidewatch/Season 0/Tidewatch - S00E03.mkv", "Tidewatch", None, 0, (3,), ""),
    ("Tidewatch/Season 1/Tidewatch - S01E05 - The 100.mkv", "Tidewatch", None, 1, (5,), "The 100"),
    ("TV/Drama/Tidewatch (2022)/Season 1/Tidewatch.S01E01.mkv", "Tidewatch", 2022, 1, (1,), ""),
    ("24/Season 1/24 - S01E03.mkv", "24", None, 1, (3,), ""),
    ("Tidewatch/Season 1/Tidewatch season 1 episode 4.mkv", "Tidewatch", None, 1, (4,), ""),
    ("Tidewatch/Season 1/Tidewatch S01E04v2.mkv", "Tidewatch", None, 1, (4,), ""),
    ("Tidewatch/Season 2019/Tidewatch S2019E04.mkv", "Tidewatch", None, 2019, (4,), ""),
]


@pytest.mark.parametrize(("path", "series", "year", "season", "episodes", "title"), ROWS, ids=[row[0] for row in ROWS])
def test_series_season_and_numbers(
    path: str, series: str, year: int | None, season: int, episodes: tuple[int, ...], title: str
) -> None:
    claim = read_episode_path(path)
    assert isinstance(claim, EpisodeClaim)
    assert (claim.series_title, claim.series_year, claim.season) == (series, year, season)
    assert (claim.episodes, claim.title) == (episodes, title)


@pytest.mark.parametrize("path", ["Daily/2020-01-05 Guest.mp4", "Daily/Daily.2020.01.05.Guest.720p.mp4"])
def test_a_day_names_the_episode(path: str) -> None:
    claim = read_episode_path(path)
    assert isinstance(claim, EpisodeClaim)
    assert (claim.aired_on, claim.title, claim.series_title) == (dt.date(2020, 1, 5), "Guest", "Daily")


def test_numbers_counted_through() -> None:
    claim = read_episode_path("[Grp] Moon Harbour - 012 [1080p].mkv")
    assert isinstance(claim, EpisodeClaim)
    assert (claim.series_title, claim.absolute, claim.season) == ("Moon Harbour", 12, None)


def test_parts_of_an_episode() -> None:
    claim = read_episode_path("Tidewatch/Season 1/Tidewatch S01E01 - cd2.avi")
    assert isinstance(claim, EpisodeClaim)
    assert (claim.episodes, claim.part_index) == ((1,), 2)


@pytest.mark.parametrize(
    "path", ["Tidewatch/Season 1/notes.mkv", "S01E01.mkv", "movie.mkv", "Tidewatch/x264 1080p.mkv", ""]
)
def test_no_number_or_no_series_is_no_episode(path: str) -> None:
    assert read_episode_path(path) is None


def test_trailers_of_a_series_are_extras() -> None:
    claim = read_episode_path("Tidewatch/Season 1/Trailers/Look.mkv")
    assert isinstance(claim, ExtraClaim)
    assert (claim.owner_title, claim.what) == ("Tidewatch", "trailer")
