"""Tracks, photos, subtitles, languages, sorting, guessing."""

from __future__ import annotations

import pytest

from library.naming import (
    file_kind,
    fold_title,
    guess_kind,
    is_ignored_file,
    is_ignored_folder,
    language_code,
    read_photo_path,
    read_subtitle_name,
    read_track_path,
    sort_title,
)

TRACKS = [
    # path, artist, album, year, disc, number, title
    ("Ada Vale/Small Hours (2021)/03 - Kettle Song.flac", "Ada Vale", "Small Hours", 2021, None, 3, "Kettle Song"),
    ("Ada Vale/2021 - Small Hours/03 Kettle Song.mp3", "Ada Vale", "Small Hours", 2021, None, 3, "Kettle Song"),
    ("Ada Vale/Small Hours/CD2/03. Kettle Song.mp3", "Ada Vale", "Small Hours", None, 2, 3, "Kettle Song"),
    ("Ada Vale/Small Hours/Disc 1/3.mp3", "Ada Vale", "Small Hours", None, 1, 3, "3"),
    ("Ada Vale/Small Hours/1-03 Kettle Song.mp3", "Ada Vale", "Small Hours", None, 1, 3, "Kettle Song"),
    ("Ada Vale/Small Hours/Ada Vale - Kettle Song.mp3", "Ada Vale", "Small Hours", None, None, None, "Kettle Song"),
    ("Ada Vale - Small Hours [2020]/01. 99 Luft.mp3", "Ada Vale", "Small Hours", 2020, None, 1, "99 Luft"),
    ("Small Hours/Kettle_Song.mp3", "", "Small Hours", None, None, None, "Kettle Song"),
    ("kettle.mp3", "", "", None, None, None, "kettle"),
    ("1989/01 Song.mp3", "", "1989", None, None, 1, "Song"),
    ("Ada/1999/01 Song.mp3", "Ada", "1999", None, None, 1, "Song"),
]


@pytest.mark.parametrize(
    ("path", "artist", "album", "year", "disc", "number", "title"), TRACKS, ids=[r[0] for r in TRACKS]
)
def test_tracks(
    path: str, artist: str, album: str, year: int | None, disc: int | None, number: int | None, title: str
) -> None:
    claim = read_track_path(path)
    assert (claim.artist, claim.album, claim.year) == (artist, album, year)
    assert (claim.disc_number, claim.number, claim.title) == (disc, number, title)


@pytest.mark.parametrize(
    ("path", "album", "day"),
    [
        ("Summer/IMG_20230714_201530.jpg", "Summer", "2023-07-14"),
        ("2023/07/a.jpg", "2023 / 07", "None"),
        ("2023-07-14 Lake/a.jpg", "2023-07-14 Lake", "2023-07-14"),
        ("DCIM/100APPLE/IMG_0001.HEIC", "DCIM / 100APPLE", "None"),
        ("a.jpg", "", "None"),
        ("x/PXL_20231332_1.jpg", "x", "None"),
    ],
)
def test_photos(path: str, album: str, day: str) -> None:
    claim = read_photo_path(path)
    assert (claim.album_title, str(claim.taken_on)) == (album, day)


@pytest.mark.parametrize(
    ("name", "language", "forced", "impaired"),
    [
        ("F (1999).srt", "", False, False),
        ("F (1999).en.srt", "en", False, False),
        ("F (1999).eng.srt", "en", False, False),
        ("F (1999).German.srt", "de", False, False),
        ("F (1999).pt-BR.srt", "pt-BR", False, False),
        ("F (1999).en.forced.ass", "en", True, False),
        ("F (1999).en.sdh.srt", "en", False, True),
        ("F (1999).de.cc.srt", "de", False, True),
        ("F (1999).hi.srt", "hi", False, False),
        ("F (1999).en.hi.srt", "en", False, True),
        ("F (1999)_fr.vtt", "fr", False, False),
    ],
)
def test_subtitles(name: str, language: str, forced: bool, impaired: bool) -> None:
    read = read_subtitle_name(name, "F (1999)")
    assert read is not None
    assert (read.language, read.is_forced, read.is_hearing_impaired) == (language, forced, impaired)


def test_subtitle_of_another_film_is_refused() -> None:
    assert read_subtitle_name("F (1999)b.srt", "F (1999)") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("ger", "de"), ("deu", "de"), ("DE", "de"), ("Deutsch", "de"), ("en-US", "en-US"), ("zh_hant", "zh-Hant"),
     ("pob", "pt-BR"), ("und", "und"), ("klingonish", ""), ("", ""), ("x-y", "")],
)  # fmt: skip
def test_languages(text: str, code: str) -> None:
    assert language_code(text) == code


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("The Lamp", "en", "lamp, the"),
        ("The 9 Doors", "en", "00009 doors, the"),
        ("A", "en", "a"),
        ("Die Ärzte", "de", "arzte, die"),
        ("Die Hard", "en", "die hard"),
        ("L'Avventura", "it", "lavventura"),
        ("Éclair & Co.", "fr", "eclair and co"),
        ("???", "en", "???"),
    ],
)
def test_sort_titles(title: str, language: str, expected: str) -> None:
    assert sort_title(title, language) == expected


def test_numbers_sort_by_size() -> None:
    titles = ["Rocky 10", "Rocky 2", "Rocky"]
    assert sorted(titles, key=sort_title) == ["Rocky", "Rocky 2", "Rocky 10"]


def test_titles_that_only_differ_in_writing_are_the_same() -> None:
    assert fold_title("Amélie & the  Lamp!") == fold_title("amelie and the lamp")
    assert fold_title("Grosse Straße") == fold_title("große strasse")


@pytest.mark.parametrize(
    ("paths", "kind"),
    [
        (["The Lamp (2021)/a.mkv", "Kettle (2020)/b.mp4", "Kettle (2020)/poster.jpg"], "movies"),
        (["Tidewatch/Season 1/S01E01.mkv", "Tidewatch/Season 1/S01E02.mkv"], "series"),
        (["Ada/Small Hours/01.flac", "Ada/Small Hours/02.flac", "Ada/Small Hours/cover.jpg"], "music"),
        (["2023/a.jpg", "2023/b.jpg", "2023/c.heic"], "photos"),
        (["readme.txt"], ""),
    ],
)
def test_guessing_the_kind(paths: list[str], kind: str) -> None:
    guess = guess_kind(paths)
    assert guess.kind == kind
    assert bool(guess.examples) == bool(kind)


def test_kinds_by_library() -> None:
    assert file_kind("a.mkv", "movies") == "video"
    assert file_kind("a.mkv", "music") is None
    assert file_kind("a.jpg", "movies") is None
    assert file_kind("a.CR3", "photos") == "picture"


def test_what_is_passed_over() -> None:
    assert is_ignored_folder(b"@eaDir") and is_ignored_folder(b".x") and not is_ignored_folder(b"Samples of love")
    assert is_ignored_file(b"x-sample.mkv") and is_ignored_file(b".x.mkv") and not is_ignored_file(b"Resampled.mkv")
