"""Series, seasons and episodes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from library.models import ItemKind, Library, MediaFile
from library.naming import EpisodeClaim, ExtraClaim, fold_title, read_episode_path, sort_title
from library.scanner.resolving.film_plans import extra_placement, first_of
from library.scanner.resolving.placements import Placement, Wanted
from mediaserver.lib.paths import display_path

_BETWEEN_TITLES = re.compile(r"\s+(?:&|\+)\s+|\s*;\s*")


def plan_series(library: Library, files: Sequence[MediaFile]) -> dict[int, Placement]:
    """Place episodes by their names, in the words of the library's language. A file without a number is left out."""
    found = {}
    with translation.override(library.language or settings.LANGUAGE_CODE):
        for file in files:
            claim = read_episode_path(display_path(file.path))
            if isinstance(claim, ExtraClaim):
                owner = _series(library, claim.owner_title, claim.owner_year)
                found[file.pk] = extra_placement(library, file, claim, owner)
            elif claim is not None:
                found[file.pk] = _episodes(library, file, claim)
    return found


def _episodes(library: Library, file: MediaFile, claim: EpisodeClaim) -> Placement:
    season_number = _season_number(claim)
    return Placement(
        file=file,
        containers=(_series(library, claim.series_title, claim.series_year), _season(season_number)),
        leaves=_leaves(library, claim, season_number),
        label=claim.label,
        part_index=claim.part_index,
        top_external_ids={name.provider: name.value for name in claim.external_names},
    )


def _season_number(claim: EpisodeClaim) -> int:
    """The season an episode stands in: by its day the year, counted through the first."""
    if claim.season is not None:
        return min(claim.season, 32_000)
    return claim.aired_on.year if claim.aired_on else 1


def _series(library: Library, title: str, year: int | None) -> Wanted:
    return Wanted(
        ItemKind.SERIES,
        (fold_title(title), str(year or "")),
        {
            "title": title[:500],
            "sort_title": sort_title(title, library.language or "en"),
            "year": year,
            "sort_at": first_of(year),
        },
    )


def _season(number: int) -> Wanted:
    title = _("Season %(number)d") % {"number": number} if number else _("Specials")
    return Wanted(
        ItemKind.SEASON,
        (str(number),),
        # Specials stand behind the seasons.
        {"title": title, "sort_title": f"{number or 99_999:05d}", "number": number, "parent_number": number},
    )


def _leaves(library: Library, claim: EpisodeClaim, season_number: int) -> tuple[Wanted, ...]:
    if claim.aired_on:
        title = claim.title or claim.aired_on.isoformat()
        columns = {"released_on": claim.aired_on, "sort_at": _midnight(claim.aired_on), "number": None}
        return (_leaf(library, title, (claim.aired_on.isoformat(),), season_number, columns),)
    numbers = claim.episodes or (claim.absolute or 0,)
    titles = _titles(claim.title, len(numbers))
    return tuple(
        _leaf(
            library,
            title or _("Episode %(number)d") % {"number": number},
            (str(number),),
            season_number,
            {"number": number, "absolute_number": claim.absolute},
        )
        for number, title in zip(numbers, titles, strict=True)
    )


def _leaf(
    library: Library, title: str, key_parts: tuple[str, ...], season_number: int, columns: Mapping[str, object]
) -> Wanted:
    return Wanted(
        ItemKind.EPISODE,
        key_parts,
        {
            "title": title[:500],
            "sort_title": sort_title(title, library.language or "en"),
            "parent_number": season_number,
            **columns,
        },
    )


def _titles(title: str, count: int) -> list[str]:
    """One title for each episode of a file: "Low Water & High Water" is two."""
    parts = [part.strip() for part in _BETWEEN_TITLES.split(title)] if count > 1 else []
    return parts if len(parts) == count else [title] * count


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
