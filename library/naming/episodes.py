"""Episodes: series folder, season folders, and the numbers in the file's name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from library.naming.claims import EpisodeClaim, ExtraClaim, Rule
from library.naming.extras import extra_by_folder, extra_by_suffix
from library.naming.films import split_part
from library.naming.suffixes import stem_of
from library.naming.titles import LONGEST_NAME, ReadTitle, fold_title, read_title, tidy

_SEASON_FOLDER = re.compile(
    r"^(?:.{0,200}?[-–. _])?(?:season|staffel|saison|series|temporada|stagione|seizoen)[-. _]*(\d{1,4})(?:\b.{0,200})?$|^s(\d{1,3})$|^(\d{1,2})$",
    re.IGNORECASE,
)
_SPECIALS = frozenset({"specials", "special", "extras and specials", "season 0", "season 00", "spezial", "hors série"})
_LINK = r"(?:[-_. ]?e(?:p(?:isode)?)?[-_. ]?|-(?:s\d{1,4}e)?|-\d{1,2}x)"
_SEASON_EPISODE = re.compile(
    r"(?<![^\W_])s(\d{1,4})[-_. ]?[ex](\d{1,4})((?:" + _LINK + r"\d{1,4}(?![\dpix]))*)(?:v\d)?", re.IGNORECASE
)
_CROSS = re.compile(r"(?<![\dx])(\d{1,2})x(\d{2,3})((?:-(?:\d{1,2}x)?\d{2,3}(?!\d))*)(?!\d)", re.IGNORECASE)
_WORDS = re.compile(r"(?:season|staffel)[-_. ]*(\d{1,3})[-_., ]*(?:episode|folge|ep)[-_. ]*(\d{1,4})", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(19\d\d|20\d\d)[-._ ](\d{2})[-._ ](\d{2})(?!\d)")
_EPISODE = re.compile(r"(?:^|[-_. ])(?:e|ep|episode|folge|part)[-_. ]?(\d{1,4})(?![\dpi])", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"^(\d{1,3})(?:[-_. ]+(?!\d)|$)")
_ABSOLUTE = re.compile(r"[-–_. ] ?(\d{2,4})(?:v\d)?(?![\dpi])(?=$|[-–_. \[(])", re.IGNORECASE)
_EPISODE_NUMBERS = re.compile(r"(\d{1,4})(?!\d)")
LONGEST_SPAN = 50
"""A file does not hold more episodes; a wider span is a misreading."""


def read_episode_path(path: str) -> EpisodeClaim | ExtraClaim | None:
    """Read an episode's relative path; None where it holds no episode number at all."""
    folders = [folder[:LONGEST_NAME] for folder in path.split("/")[:-1] if folder]
    stem = stem_of(path.rsplit("/", 1)[-1])[:LONGEST_NAME]
    extra = _read_extra(folders, stem)
    if extra:
        return extra
    season, above = _season_folder(folders)
    series = read_title(above[-1]) if above else None
    numbered = _numbered(stem, season, series)
    if numbered is None:
        return None
    return numbered


def _read_extra(folders: Sequence[str], stem: str) -> ExtraClaim | None:
    by_folder = extra_by_folder(folders)
    if by_folder:
        what, above = by_folder
        title, rule = tidy(stem), Rule.EXTRA_FOLDER
    else:
        by_suffix = extra_by_suffix(stem)
        if by_suffix is None or _SEASON_EPISODE.search(stem):
            return None
        what, above, title, rule = by_suffix[0], folders, tidy(by_suffix[1]), Rule.EXTRA_SUFFIX
    _season, owners = _season_folder(above)
    if not owners:
        return None
    owner = read_title(owners[-1])
    return ExtraClaim(what, title, owner.title, owner.year, rule)


def _season_folder(folders: Sequence[str]) -> tuple[int | None, Sequence[str]]:
    """Return the season that the last folder names, and the folders above it (never none of them)."""
    if len(folders) < 2:
        return None, folders
    last = folders[-1].strip()
    if last.lower() in _SPECIALS:
        return 0, folders[:-1]
    match = _SEASON_FOLDER.match(last)
    if match:
        return int(next(group for group in match.groups() if group is not None)), folders[:-1]
    return None, folders


def _numbered(stem: str, season: int | None, series: ReadTitle | None) -> EpisodeClaim | None:
    """Try the ways in which episodes are counted, the surest first."""
    stem, part_index = split_part(stem) if not _EPISODE.search(stem) else (stem, 0)
    for pattern in (_SEASON_EPISODE, _CROSS):
        match = pattern.search(stem)
        if match:
            numbers = _span(match.group(2), match.group(3))
            return _claim(stem, match, series, Rule.SEASON_AND_EPISODE, int(match.group(1)), numbers, part_index)
    match = _WORDS.search(stem)
    if match:
        numbers = (int(match.group(2)),)
        return _claim(stem, match, series, Rule.SEASON_AND_EPISODE, int(match.group(1)), numbers, part_index)
    match = _DATE.search(stem)
    if match and (day := _day(match)):
        return _claim(stem, match, series, Rule.AIR_DATE, season, (), part_index, aired_on=day)
    match = _EPISODE.search(stem) or (_LEADING_NUMBER.match(stem) if series else None)
    if match:
        number = (int(match.group(1)),)
        folder_season = 1 if season is None else season
        return _claim(stem, match, series, Rule.EPISODE_IN_SEASON_FOLDER, folder_season, number, part_index)
    return _absolute(stem, season, series, part_index)


def _absolute(stem: str, season: int | None, series: ReadTitle | None, part_index: int) -> EpisodeClaim | None:
    """A bare number behind the title: counted through, or within the season of its folder."""
    match = _ABSOLUTE.search(stem)
    if not match or not 0 < (number := int(match.group(1))) < 1900:
        return None
    if season is not None:
        return _claim(stem, match, series, Rule.EPISODE_IN_SEASON_FOLDER, season, (number,), part_index)
    claim = _claim(stem, match, series, Rule.ABSOLUTE_NUMBER, None, (), part_index)
    return EpisodeClaim(**{**claim.__dict__, "absolute": number}) if claim else None


def _span(first: str, more: str | None) -> tuple[int, ...]:
    """Return the numbers of a multi-episode mark: "E01-E03" is 1, 2, 3; "E01E03" too, when it rises."""
    start = int(first)
    numbers = [
        int(number) for number in _EPISODE_NUMBERS.findall(re.sub(r"(?i)s\d{1,4}(?=e)|\d{1,2}x", "", more or ""))
    ]
    last = numbers[-1] if numbers else start
    if start < last <= start + LONGEST_SPAN:
        return tuple(range(start, last + 1))
    return (start,)


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        return None


def _claim(  # noqa: PLR0917  (one place where all ways of counting meet)
    stem: str,
    match: re.Match[str],
    series: ReadTitle | None,
    rule: Rule,
    season: int | None,
    episodes: tuple[int, ...],
    part_index: int,
    *,
    aired_on: dt.date | None = None,
) -> EpisodeClaim | None:
    """Put a claim together: the series by its folder, else by what stands before the number; the title behind it."""
    before = read_title(stem[: match.start()]) if tidy(stem[: match.start()]) else None
    named = series or before
    if named is None:
        return None
    return EpisodeClaim(
        series_title=named.title,
        series_year=named.year,
        rule=rule,
        season=season,
        episodes=episodes,
        aired_on=aired_on,
        title=_episode_title(stem[match.end() :], named),
        label=read_title(stem).resolution,
        part_index=part_index,
        external_names=series.external_names if series else (),
    )


def _episode_title(behind: str, series: ReadTitle) -> str:
    """Return the words behind the number as far as the first release word."""
    text = behind.strip(" -–—._")
    if not text:
        return ""
    marked = read_title("x " + text)
    title = (
        tidy(marked.title.removeprefix("x").strip())
        if marked.year is None
        else tidy(text[: text.rfind(str(marked.year))])
    )
    if fold_title(title) == fold_title(series.title) or not any(char.isalpha() for char in title):
        return title if any(char.isdigit() for char in title) and len(title) > 2 else ""
    return title
