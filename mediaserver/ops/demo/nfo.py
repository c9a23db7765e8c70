"""Writes the facts of films, series and episodes beside them, in Kodi's dialect of NFO.

Source: https://kodi.wiki/view/NFO_files. A file with two episodes has two root elements one after the other, as Kodi
writes them, although that is no longer one XML document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mediaserver.ops.demo.catalogue import Episode, EpisodeFile, Facts, Film, Series

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _add(parent: Element, **values: object) -> None:
    for name, value in values.items():
        SubElement(parent, name).text = str(value)


def _add_each(parent: Element, name: str, values: Iterable[str]) -> None:
    for value in values:
        SubElement(parent, name).text = value


def _add_cast(parent: Element, cast: Sequence[tuple[str, str]]) -> None:
    for order, (person, character) in enumerate(cast):
        _add(SubElement(parent, "actor"), name=person, role=character, order=order)


def _add_rating(parent: Element, rating: float) -> None:
    entry = SubElement(SubElement(parent, "ratings"), "rating", {"name": "hearth", "max": "10", "default": "true"})
    _add(entry, value=rating)


def _add_facts(root: Element, facts: Facts) -> None:
    _add(root, title=facts.title, year=facts.year, plot=facts.plot, mpaa=f"DE:{facts.certification}")
    _add_rating(root, facts.rating)
    _add_each(root, "genre", facts.genres)
    _add(root, studio=facts.studio)
    _add_cast(root, facts.cast)


def _text(root: Element) -> str:
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def film_nfo(film: Film) -> str:
    """Return the text of `movie.nfo`."""
    root = Element("movie")
    _add_facts(root, film.facts)
    _add(root, tagline=film.tagline, premiered=film.released.isoformat())
    _add_each(root, "country", film.countries)
    _add_each(root, "director", film.directors)
    _add_each(root, "credits", film.writers)
    return DECLARATION + _text(root)


def series_nfo(series: Series) -> str:
    """Return the text of `tvshow.nfo`."""
    root = Element("tvshow")
    _add_facts(root, series.facts)
    first = min(episode.aired for file in series.files for episode in file.episodes if file.season)
    _add(root, premiered=first.isoformat(), status=series.status)
    return DECLARATION + _text(root)


def _episode(series: Series, season: int, episode: Episode) -> str:
    root = Element("episodedetails")
    _add(root, title=episode.title, showtitle=series.facts.title, season=season, episode=episode.number)
    _add(root, plot=episode.plot, aired=episode.aired.isoformat())
    return _text(root)


def episode_nfo(series: Series, file: EpisodeFile) -> str:
    """Return the text of the NFO beside an episode file, one root element for each episode in it."""
    return DECLARATION + "".join(_episode(series, file.season, episode) for episode in file.episodes)
