from __future__ import annotations

from pathlib import Path

from defusedxml import ElementTree

from mediaserver.ops.demo.catalogue import catalogue


def test_film_nfo_carries_the_facts(collection: Path) -> None:
    film = next(film for film in catalogue().films if film.facts.logo)
    root = ElementTree.parse(collection / "Films" / film.facts.folder / "movie.nfo").getroot()
    assert root.tag == "movie"
    assert (root.findtext("title"), root.findtext("year")) == ("Harbour of Small Lights", "2024")
    assert root.findtext("plot") == film.facts.plot
    assert [genre.text for genre in root.findall("genre")] == ["Drama", "Mystery"]
    assert [(actor.findtext("name"), actor.findtext("role")) for actor in root.findall("actor")] == list(
        film.facts.cast
    )
    assert root.findtext("mpaa") == "DE:12"
    assert root.findtext("ratings/rating/value") == "8.1"
    assert root.findtext("director") == "Ilse Maarten"


def test_series_nfo_tells_the_first_day_not_that_of_a_special(collection: Path) -> None:
    (path,) = (collection / "Series").glob("Tidewatch*/tvshow.nfo")
    root = ElementTree.parse(path).getroot()
    assert (root.tag, root.findtext("premiered")) == ("tvshow", "2022-10-02")


def test_two_episodes_have_a_root_element_each(collection: Path) -> None:
    (path,) = (collection / "Series").rglob("*S01E01-E02*.nfo")
    _declaration, _, body = path.read_text(encoding="utf-8").partition("\n")
    both = ElementTree.fromstring(f"<both>{body}</both>")
    found = [(part.findtext("season"), part.findtext("episode"), part.findtext("title")) for part in both]
    assert found == [("1", "1", "The Relief"), ("1", "2", "Tomorrow’s Entry")]


def test_portraits_lie_where_kodi_looks(collection: Path) -> None:
    assert (collection / "Films" / "Harbour of Small Lights (2024)" / ".actors" / "Soren_Halvik.jpg").is_file()
