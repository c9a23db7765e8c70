"""Titles out of names: where the title ends, what stands behind it, and how titles are compared and sorted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from library.naming.claims import ExternalName

LONGEST_NAME = 1_000
"""No file system has longer names; a longer text is cut, so that every rule stays linear."""

FIRST_YEAR, LAST_YEAR = 1888, 2039

_WORD_START, _WORD_END = r"(?<![^\W_])", r"(?![^\W_])"
_RELEASE = re.compile(
    _WORD_START
    + r"(?:2160p|4320p|1440p|1080[pi]|720[pi]|576[pi]|480[pi]|360p|uhd|hdr10(?:plus)?|dovi|remux|blu-?ray|bd-?rip|br-?rip"
    r"|web-?dl|web-?rip|hdtv|pdtv|dvd-?rip|dvdscr|x\.?26[45]|h\.?26[45]|hevc|xvid|divx|av1|10bit|ac3|eac3|dts(?:-?hd)?"
    r"|truehd|atmos|aac[25]?|ddp?5|proper|repack|multisubs?)" + _WORD_END,
    re.IGNORECASE,
)
_BRACKETED_YEAR = re.compile(r"[(\[{](\d{4})(?:-\d{0,4})?[)\]}]")
_PLAIN_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-3]\d)(?![\dpi])", re.IGNORECASE)
_EXTERNAL = re.compile(
    r"[\[{(](tmdb|tvdb|imdb|musicbrainz|anidb)(?:id)?[-=:]\s?([\w-]{1,40})[\]})]|[\[{(](tt\d{6,9})[\]})]", re.IGNORECASE
)
_EDITION_BRACES = re.compile(r"\{edition-([^{}]{1,60})\}", re.IGNORECASE)
_EDITION = re.compile(
    _WORD_START
    + r"(director'?s[ ._]cut|(?:the[ ._])?final[ ._]cut|extended(?:[ ._](?:cut|edition|version))?|theatrical(?:[ ._](?:cut|edition|version))?"
    r"|unrated(?:[ ._](?:cut|edition))?|uncut|(?:ultimate|special|collector'?s|anniversary|criterion|deluxe)[ ._](?:cut|edition)"
    r"|remastered|imax(?:[ ._]edition)?|open[ ._]matte)" + _WORD_END,
    re.IGNORECASE,
)
_RESOLUTION = re.compile(
    _WORD_START + r"(4320p|2160p|1440p|1080[pi]|720[pi]|576[pi]|480[pi]|4k|8k)" + _WORD_END, re.IGNORECASE
)
_GROUP_IN_FRONT = re.compile(r"^\[[^\[\]]{1,40}\][ ._]*")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+")
_NUMBER = re.compile(r"\d+")
ARTICLES: Mapping[str, tuple[str, ...]] = {
    "en": ("the", "a", "an"),
    "de": ("der", "die", "das", "ein", "eine"),
    "fr": ("le", "la", "les", "un", "une"),
    "es": ("el", "la", "los", "las", "un", "una"),
    "it": ("il", "lo", "la", "i", "gli", "le", "un", "uno", "una"),
    "nl": ("de", "het", "een"),
    "pt": ("o", "a", "os", "as", "um", "uma"),
}


@dataclass(frozen=True)
class ReadTitle:
    """A name taken apart. `rest` is what stands behind title and year, still raw."""

    title: str
    year: int | None
    rest: str
    edition: str = ""
    resolution: str = ""
    external_names: tuple[ExternalName, ...] = ()


def read_title(name: str) -> ReadTitle:
    """Take a file's stem or a folder's name apart.

    Example: `Blade.Runner.2049.2017.2160p.WEB-DL` → title "Blade Runner 2049", year 2017, rest "2160p.WEB-DL".
    The last year before the first word that only releases have ends the title; a year in brackets goes before others.
    """
    text = _GROUP_IN_FRONT.sub("", name[:LONGEST_NAME]) or name[:LONGEST_NAME]
    text, external_names = _take_external_names(text)
    edition, text = _take_braced_edition(text)
    release = _RELEASE.search(text)
    head = text[: release.start()] if release and release.start() else text
    year, start, end = _year_in(head)
    if year is None:
        title, rest = head, text[len(head) :]
    else:
        title, rest = text[:start], text[end:]
    if not edition and (found := _EDITION.search(rest)):
        edition = tidy(found.group(1)).capitalize()
    resolution = _RESOLUTION.search(rest)
    return ReadTitle(
        title=tidy(title) or tidy(text) or name[:LONGEST_NAME].strip(),
        year=year,
        rest=rest,
        edition=edition,
        resolution=resolution.group(1).lower() if resolution else "",
        external_names=external_names,
    )


def _take_external_names(text: str) -> tuple[str, tuple[ExternalName, ...]]:
    found = []
    for match in _EXTERNAL.finditer(text):
        provider, value, imdb = match.groups()
        found.append(ExternalName("imdb", imdb.lower()) if imdb else ExternalName(provider.lower(), value))
    return (_EXTERNAL.sub(" ", text), tuple(found)) if found else (text, ())


def _take_braced_edition(text: str) -> tuple[str, str]:
    match = _EDITION_BRACES.search(text)
    if not match:
        return "", text
    return match.group(1).strip(), text[: match.start()] + text[match.end() :]


def _year_in(text: str) -> tuple[int | None, int, int]:
    """Return the year that ends the title, and where it stands. A name that is nothing but a year is a title."""
    for pattern in (_BRACKETED_YEAR, _PLAIN_YEAR):
        best = None
        for match in pattern.finditer(text):
            if FIRST_YEAR <= int(match.group(1)) <= LAST_YEAR and tidy(text[: match.start()]):
                best = match
        if best:
            return int(best.group(1)), best.start(), best.end()
    return None, 0, 0


def tidy(text: str) -> str:
    """Return text with dots and underscores as spaces where no spaces were, without separators at its ends."""
    text = text.replace("_", " ")
    if " " not in text.strip():
        text = text.replace(".", " ")
    return _SPACES.sub(" ", text).lstrip(" -–—.,:;)]}").rstrip(" -–—.,:;[({")


def fold_title(title: str) -> str:
    """Return the form by which titles are compared: no case, accents, punctuation; "&" is "and".

    A title of nothing but punctuation stays as it is, so that two different ones stay different.
    """
    decomposed = unicodedata.normalize("NFKD", title.casefold().replace("&", " and ").replace("ß", "ss"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    folded = _SPACES.sub(" ", _NOT_WORD.sub(" ", plain.replace("'", "").replace("’", ""))).strip()
    return folded or _SPACES.sub(" ", title.casefold()).strip()


def sort_title(title: str, language: str = "en") -> str:
    """Return the text that lists sort by: folded, the article behind, numbers filled up so that 2 stands before 10.

    Example: `sort_title("The 9 Doors") == "00009 doors, the"`.
    """
    folded = fold_title(title)
    first, space, rest = folded.partition(" ")
    if space and first in ARTICLES.get(language.partition("-")[0], ARTICLES["en"]):
        folded = f"{rest}, {first}"
    return _NUMBER.sub(lambda match: match.group().zfill(5), folded)[:500]
