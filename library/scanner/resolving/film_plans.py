"""Films, and what lies beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from library.item_facts import ExtraFacts, facts_to_json
from library.models import ItemKind, Library, MediaFile
from library.naming import ExtraClaim, MovieClaim, fold_title, read_movie_path, sort_title
from library.scanner.resolving.placements import Placement, Wanted
from mediaserver.lib.paths import display_path


def plan_films(library: Library, files: Sequence[MediaFile]) -> dict[int, Placement]:
    """Place films by their names. Same title and year make versions of one film."""
    found = {}
    for file in files:
        claim = read_movie_path(display_path(file.path))
        if isinstance(claim, ExtraClaim):
            owner = film_wanted(library, claim.owner_title, claim.owner_year)
            found[file.pk] = extra_placement(library, file, claim, owner)
        else:
            found[file.pk] = _film(library, file, claim)
    return found


def _film(library: Library, file: MediaFile, claim: MovieClaim) -> Placement:
    return Placement(
        file=file,
        containers=(),
        leaves=(film_wanted(library, claim.title, claim.year),),
        edition=claim.edition[:200],
        label=claim.label[:200],
        part_index=claim.part_index,
        external_ids={name.provider: name.value for name in claim.external_names},
    )


def film_wanted(library: Library, title: str, year: int | None) -> Wanted:
    """The film of that title and year."""
    return Wanted(
        ItemKind.MOVIE,
        (fold_title(title), str(year or "")),
        {
            "title": title[:500],
            "sort_title": sort_title(title, library.language or "en"),
            "year": year,
            "sort_at": first_of(year),
        },
    )


def extra_placement(library: Library, file: MediaFile, claim: ExtraClaim, owner: Wanted) -> Placement:
    """An extra below the film or series it belongs to; recognised by its path's end below that owner."""
    title = claim.title or file.file_name
    extra = Wanted(
        ItemKind.EXTRA,
        (claim.what, fold_title(title)),
        {
            "title": title[:500],
            "sort_title": sort_title(title, library.language or "en"),
            "facts": facts_to_json(ExtraFacts(what=claim.what)),
        },
    )
    return Placement(file=file, containers=(owner,), leaves=(extra,), is_extra=True)


def first_of(year: int | None) -> dt.datetime | None:
    """The first moment of a year, by which films without a day of release are ordered."""
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC) if year and 1 <= year <= 9999 else None
