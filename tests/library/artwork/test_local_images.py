"""Which image beside a media file is meant for what."""

from __future__ import annotations

import pytest

from library.artwork.local_images import for_file_item, for_folder_item, for_season

FOLDER = [
    ("poster.jpg", "movie", "poster"),
    ("Poster.JPEG", "movie", "poster"),
    ("folder.png", "series", "poster"),
    ("cover.webp", "album", "cover"),
    ("front.jpg", "album", "cover"),
    ("artist.jpg", "artist", "cover"),
    ("fanart.jpg", "movie", "backdrop"),
    ("backdrop2.jpg", "movie", "backdrop"),
    ("clearlogo.png", "movie", "logo"),
    ("logo.png", "series", "logo"),
    ("banner.jpg", "series", "banner"),
    ("landscape.jpg", "movie", "thumb"),
    ("cdart.png", "album", "disc"),
    ("movie.tbn", "movie", "poster"),
    ("holiday.jpg", "movie", None),
    ("poster.txt", "movie", None),
    ("poster", "movie", None),
    (".jpg", "movie", None),
    ("posterior.jpg", "movie", None),
    ("poster123.jpg", "movie", None),
]


@pytest.mark.parametrize(("name", "item", "kind"), FOLDER, ids=[row[0] for row in FOLDER])
def test_image_of_the_folder(name: str, item: str, kind: str | None) -> None:
    assert [image.kind for image in for_folder_item([name], item)] == ([kind] if kind else [])


FILE = [
    ("Rain (2020)-poster.jpg", "movie", "poster"),
    ("rain (2020).JPG", "movie", "poster"),
    ("Rain (2020)-fanart3.jpg", "movie", "backdrop"),
    ("Rain (2020)-thumb.jpg", "episode", "still"),
    ("Rain (2020).jpg", "episode", "still"),
    ("Rain (2020) trailer.jpg", "movie", None),
    ("Snow (2020)-poster.jpg", "movie", None),
]


@pytest.mark.parametrize(("name", "item", "kind"), FILE, ids=[f"{row[0]} {row[1]}" for row in FILE])
def test_image_of_one_file(name: str, item: str, kind: str | None) -> None:
    assert [image.kind for image in for_file_item([name], "Rain (2020)", item)] == ([kind] if kind else [])


SEASON = [
    ("season01-poster.jpg", 1, "poster"),
    ("Season 1.jpg", 1, "poster"),
    ("season-specials-poster.jpg", 0, "poster"),
    ("season02-fanart.jpg", 2, "backdrop"),
    ("season-all-poster.jpg", 1, None),
    ("season10-poster.jpg", 1, None),
]


@pytest.mark.parametrize(("name", "number", "kind"), SEASON, ids=[row[0] for row in SEASON])
def test_image_of_a_season_in_the_folder_of_its_series(name: str, number: int, kind: str | None) -> None:
    assert [image.kind for image in for_season([name], number)] == ([kind] if kind else [])


def test_poster_comes_before_folder_and_unnumbered_before_numbered() -> None:
    names = ["folder.jpg", "poster2.jpg", "poster.jpg", "cover.jpg"]
    ordered = sorted(for_folder_item(names, "movie"), key=lambda image: image.rank)
    assert [image.name for image in ordered] == ["poster.jpg", "folder.jpg", "cover.jpg", "poster2.jpg"]
