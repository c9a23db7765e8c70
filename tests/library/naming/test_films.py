"""Films by their names."""

from __future__ import annotations

import pytest

from library.naming import ExtraClaim, MovieClaim, Rule, read_movie_path

FILMS = [
    # path, title, year
    ("The Lamp (2021)/The Lamp (2021).mkv", "The Lamp", 2021),
    ("The Lamp (2021)/the.lamp.2021.1080p.mkv", "The Lamp", 2021),
    ("The Lamp (2021)/movie.mkv", "The Lamp", 2021),
    ("The Lamp (2021)/VIDEO_TS/VTS_01_1.VOB", "The Lamp", 2021),
    ("The Lamp (2021)/CD1/lamp.avi", "The Lamp", 2021),
    ("Films/2021/The Lamp (2021)/x.mkv", "The Lamp", 2021),
    ("The Lamp.mkv", "The Lamp", None),
    ("The Lamp/The Lamp.mkv", "The Lamp", None),
    ("Box/The Lamp.mkv", "The Lamp", None),
    ("The.Lamp.2021.1080p.BluRay.x264-GRP.mkv", "The Lamp", 2021),
    ("The_Lamp_2021.mkv", "The Lamp", 2021),
    ("the lamp [2021].mp4", "the lamp", 2021),
    ("Blade.Runner.2049.2017.2160p.WEB-DL.mkv", "Blade Runner 2049", 2017),
    ("Blade Runner 2049 (2017).mkv", "Blade Runner 2049", 2017),
    ("1917.mkv", "1917", None),
    ("1917 (2019).mkv", "1917", 2019),
    ("1917.2019.1080p.mkv", "1917", 2019),
    ("2012 (2009)/2012.mkv", "2012", 2009),
    ("2001 A Space Odyssey (1968).mkv", "2001 A Space Odyssey", 1968),
    ("Alien Box (1979-1997)/Aliens (1986).mkv", "Aliens", 1986),
    ("Mr. Robot and Mrs. Fox (2001).mkv", "Mr. Robot and Mrs. Fox", 2001),
    ("Amélie (2001).mkv", "Amélie", 2001),
    ("千と千尋の神隠し (2001).mkv", "千と千尋の神隠し", 2001),
    ("[Group] The Lamp (2021) [1080p].mkv", "The Lamp", 2021),
    ("Kill Bill Part 1.mkv", "Kill Bill Part 1", None),
    ("Dune Part 2 (2024).mkv", "Dune Part 2", 2024),
    ("Se7en (1995).mkv", "Se7en", 1995),
    ("12 Monkeys (1995)/12 Monkeys.mkv", "12 Monkeys", 1995),
    ("(500) Days of Summer (2009).mkv", "(500) Days of Summer", 2009),
    ("The Lamp (2021) {tmdb-12}/The Lamp.mkv", "The Lamp", 2021),
    ("-rf (2019).webm", "rf", 2019),
    ("%d%s (2018).mkv", "%d%s", 2018),
    ("....mkv", "...", None),
    ("???.mkv", "???", None),
]


@pytest.mark.parametrize(("path", "title", "year"), FILMS, ids=[row[0] for row in FILMS])
def test_title_and_year(path: str, title: str, year: int | None) -> None:
    claim = read_movie_path(path)
    assert isinstance(claim, MovieClaim)
    assert (claim.title, claim.year) == (title, year)


PARTS = [
    ("F (2001)/F (2001) - cd1.avi", 1, "", ""),
    ("F (2001)/F (2001) CD2.avi", 2, "", ""),
    ("F (2001)/F (2001)-disc3.avi", 3, "", ""),
    ("F (2001)/F (2001) - part2.mkv", 2, "", ""),
    ("F (2001)/F (2001) - pt b.mkv", 2, "", ""),
    ("F (2001)/F (2001) - 1080p.mkv", 0, "1080p", ""),
    ("F (2001)/F (2001) - 2160p.mkv", 0, "2160p", ""),
    ("F (2001)/F.2001.2160p.HEVC.mkv", 0, "4K", ""),
    ("F (2001)/F (2001) - Bonus disc.mkv", 0, "Bonus disc", ""),
    ("F (2001)/F (2001) {edition-Final Cut}.mkv", 0, "", "Final Cut"),
    ("F (2001)/F (2001) Director's Cut.mkv", 0, "", "Director's cut"),
    ("F (2001)/F.2001.EXTENDED.1080p.mkv", 0, "1080p", "Extended"),
    ("F (2001)/F (2001) - IMAX.mkv", 0, "", "Imax"),
]


@pytest.mark.parametrize(("path", "part", "label", "edition"), PARTS, ids=[row[0] for row in PARTS])
def test_part_label_and_edition(path: str, part: int, label: str, edition: str) -> None:
    claim = read_movie_path(path)
    assert isinstance(claim, MovieClaim)
    assert (claim.title, claim.part_index, claim.label, claim.edition) == ("F", part, label, edition)


EXTRAS = [
    ("F (2001)/Trailers/Teaser.mp4", "trailer", "Teaser"),
    ("F (2001)/Featurettes/Making it.mp4", "featurette", "Making it"),
    ("F (2001)/Behind The Scenes/x.mp4", "behind_the_scenes", "x"),
    ("F (2001)/Deleted Scenes/The bridge.mp4", "deleted_scene", "The bridge"),
    ("F (2001)/extras/More.mp4", "other", "More"),
    ("F (2001)/F (2001)-trailer.mp4", "trailer", "F (2001)"),
    ("F (2001)/Long one-featurette.mp4", "featurette", "Long one"),
]


@pytest.mark.parametrize(("path", "what", "title"), EXTRAS, ids=[row[0] for row in EXTRAS])
def test_extras_belong_to_the_film_of_their_folder(path: str, what: str, title: str) -> None:
    claim = read_movie_path(path)
    assert isinstance(claim, ExtraClaim)
    assert (claim.what, claim.title, claim.owner_title, claim.owner_year) == (what, title, "F", 2001)


def test_ids_in_names_are_kept() -> None:
    claim = read_movie_path("F (2001) [imdbid-tt0133093]/F (2001) {tmdb-603}.mkv")
    assert isinstance(claim, MovieClaim)
    assert [(name.provider, name.value) for name in claim.external_names] == [("tmdb", "603")]
    assert read_movie_path("F (2001) [tt0133093].mkv").external_names[0].value == "tt0133093"  # type: ignore[union-attr]


def test_the_claim_says_which_rule_read_it() -> None:
    assert read_movie_path("F (2001)/x.mkv").rule == Rule.FOLDER_AND_YEAR
    assert read_movie_path("F (2001).mkv").rule == Rule.FILE_AND_YEAR
    assert read_movie_path("F.mkv").rule == Rule.FILE_NAME
