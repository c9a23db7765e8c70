from __future__ import annotations

from PIL import Image, ImageFont

from mediaserver.ops.demo.artwork import ART_FOLDER, PORTRAITS, art_path
from mediaserver.ops.demo.catalogue import catalogue
from mediaserver.ops.demo.forms import FORMS
from mediaserver.ops.demo.video import LANGUAGE_NAMES

CATALOGUE = catalogue()


def test_every_drawing_named_exists() -> None:
    for entry in (*CATALOGUE.films, *CATALOGUE.series):
        facts = entry.facts
        assert art_path(facts.art)
        assert art_path(facts.backdrop)
        assert not facts.logo or art_path(facts.logo)
    shots = [shot for film in CATALOGUE.films for shot in film.shots]
    shots += [shot for series in CATALOGUE.series for file in series.files for shot in file.shots]
    assert all(art_path(art) for art, _, _ in shots)
    assert all(art_path(album.cover) for album in CATALOGUE.albums)
    assert all(art_path(photo.art) for folder in CATALOGUE.photo_folders for photo in folder.photos)


def test_drawings_stay_small_and_keep_their_shapes() -> None:
    assert sum(path.stat().st_size for path in ART_FOLDER.iterdir()) < 8_000_000
    shapes = {"harbour": (600, 900), "bd-harbour": (1920, 1080), "al-tides": (1000, 1000), "e1": (1280, 720)}
    for name, size in shapes.items():
        assert Image.open(art_path(name)).size == size
    assert Image.open(art_path("t-harbour")).mode == "RGBA"


def test_one_film_is_longer_than_six_minutes_and_the_rest_are_short() -> None:
    lengths_s = sorted(film.facts.length_s for film in CATALOGUE.films)
    assert lengths_s[-1] > 360
    assert all(60 <= length_s <= 120 for length_s in lengths_s[:-1])


def test_forms_and_languages_are_known() -> None:
    spoken = [film.spoken for film in CATALOGUE.films]
    spoken += [file.spoken for series in CATALOGUE.series for file in series.files]
    named = {code for each in spoken for code in (*each.languages, *each.text, *each.pictures, *each.beside)}
    assert named <= set(LANGUAGE_NAMES)
    assert {film.facts.form for film in CATALOGUE.films} == set(FORMS)


def test_picture_subtitles_use_only_letters_that_can_be_drawn() -> None:
    font = ImageFont.load_default(40)
    missing = font.getmask("ä").getbbox(), bytes(font.getmask("ä"))
    for film in CATALOGUE.films:
        for language in film.spoken.pictures:
            letters = {letter for line in film.spoken.lines for letter in line.get(language, "")} - {" ", "\n"}
            assert letters
            assert all((font.getmask(letter).getbbox(), bytes(font.getmask(letter))) != missing for letter in letters)


def test_everybody_in_a_cast_has_a_face() -> None:
    people = {person for entry in (*CATALOGUE.films, *CATALOGUE.series) for person, _ in entry.facts.cast}
    assert people <= set(PORTRAITS)
