"""Reading NFO files, Kodi's dialect of facts in XML. Pure: bytes in, facts out.

Source: https://kodi.wiki/view/NFO_files. Two episodes in one file are two root elements one after the other, and some
programs put an address behind the last one: so the text is wrapped in a root of our own, and what stands outside
elements is passed over.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 1024 * 1024
MOST_PEOPLE = 200
MOST_WORDS = 60
LONGEST_TEXT = 20_000
KINDS = frozenset({"movie", "tvshow", "episodedetails", "artist", "album", "musicvideo"})
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>|<!--.{0,2000}?-->", re.DOTALL)
_YEAR = re.compile(r"(1[89]\d\d|20\d\d)")


@dataclass(frozen=True)
class NfoPerson:
    """Somebody with a part: `role` is actor, director or writer; `character` whom an actor plays."""

    name: str
    role: str
    character: str = ""


@dataclass(frozen=True)
class NfoFacts:
    """What one NFO element says. "" and None mean that it says nothing."""

    kind: str
    title: str = ""
    original_title: str = ""
    sort_title: str = ""
    tagline: str = ""
    overview: str = ""
    year: int | None = None
    released_on: dt.date | None = None
    season: int | None = None
    episode: int | None = None
    content_rating: str = ""
    community_rating: float | None = None
    status: str = ""
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    studios: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    people: tuple[NfoPerson, ...] = ()
    external_ids: Mapping[str, str] = field(default_factory=dict)


def read_nfo(data: bytes) -> tuple[NfoFacts, ...]:
    """Return the facts of each element in the file; none where it is no NFO or is damaged. Never raises."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(data) > MOST_BYTES:
        return ()
    text = _DECLARATION.sub("", _decode(data))
    end = text.rfind(">")
    start = text.find("<")
    if start < 0 or end < start:
        return ()
    try:
        top = fromstring(f"<nfo>{text[start : end + 1]}</nfo>")
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return ()
    return tuple(_facts(element) for element in top if element.tag in KINDS)


def _decode(data: bytes) -> str:
    """UTF-16 only with its mark, since any even number of bytes could be it; what is no UTF-8 is Latin-1."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding).replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\0", "")


def _facts(element: Element) -> NfoFacts:
    released_on = _day(_text(element, "premiered") or _text(element, "aired") or _text(element, "releasedate"))
    return NfoFacts(
        kind=element.tag,
        title=_text(element, "title")[:500],
        original_title=_text(element, "originaltitle")[:500],
        sort_title=_text(element, "sorttitle")[:500],
        tagline=_text(element, "tagline")[:500],
        overview=(_text(element, "plot") or _text(element, "outline") or _text(element, "review"))[:LONGEST_TEXT],
        year=_year(_text(element, "year")) or (released_on.year if released_on else None),
        released_on=released_on,
        season=_number(_text(element, "season")),
        episode=_number(_text(element, "episode")),
        content_rating=(_text(element, "mpaa") or _text(element, "certification"))[:20],
        community_rating=_rating(element),
        status=_text(element, "status")[:40],
        genres=_list(element, "genre"),
        tags=_list(element, "tag"),
        studios=_list(element, "studio"),
        countries=_list(element, "country"),
        people=_people(element),
        external_ids=_external_ids(element),
    )


def _text(element: Element, name: str) -> str:
    found = element.find(name)
    return " ".join((found.text or "").split()) if found is not None and name != "plot" else _whole(found)


def _whole(found: Element | None) -> str:
    return (found.text or "").strip() if found is not None else ""


def _list(element: Element, name: str) -> tuple[str, ...]:
    """Values of repeated elements; some programs write several into one with slashes between."""
    values: dict[str, None] = {}
    for found in element.findall(name):
        for part in (found.text or "").split(" / "):
            if part.strip():
                values[part.strip()[:100]] = None
    return tuple(values)[:MOST_WORDS]


def _people(element: Element) -> tuple[NfoPerson, ...]:
    people: dict[NfoPerson, None] = {}
    for actor in element.findall("actor"):
        name = _text(actor, "name")[:300]
        if name:
            people[NfoPerson(name, "actor", _text(actor, "role")[:300])] = None
    for tag, role in (("director", "director"), ("credits", "writer")):
        for name in _list(element, tag):
            people[NfoPerson(name, role)] = None
    return tuple(people)[:MOST_PEOPLE]


def _rating(element: Element) -> float | None:
    """The default rating, out of ten."""
    ratings = element.findall("ratings/rating")
    chosen = next((rating for rating in ratings if rating.get("default") == "true"), ratings[0] if ratings else None)
    text = _text(chosen, "value") if chosen is not None else _text(element, "rating")
    try:
        value, most = float(text.replace(",", ".")), float(chosen.get("max") or 10) if chosen is not None else 10.0
    except ValueError:
        return None
    scaled = value * 10 / most if most > 0 else -1.0
    return round(scaled, 2) if 0 < scaled <= 10 else None


def _external_ids(element: Element) -> dict[str, str]:
    found = {}
    for entry in element.findall("uniqueid"):
        provider, value = (entry.get("type") or "").strip().lower(), (entry.text or "").strip()
        if provider and value:
            found[provider[:40]] = value[:200]
    for tag, provider in (("tmdbid", "tmdb"), ("imdbid", "imdb"), ("tvdbid", "tvdb")):
        if value := _text(element, tag):
            found.setdefault(provider, value[:200])
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _year(text: str) -> int | None:
    match = _YEAR.search(text)
    return int(match.group(1)) if match else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
