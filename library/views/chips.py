"""Orders and filters of a library as links: each leads to the same list with one thing changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from library.listing import WATCHED_KINDS, Browsing, Facets, sorts_of
from library.models import ItemKind
from library.views.wording import resolution_name

MOST_IN_MENU = 24


def sort_menu(browsing: Browsing, base: str) -> list[dict[str, Any]]:
    """The orders on offer, for `parts/_menu_items.html`."""
    return [
        {
            "label": sort.label,
            "url": browsing.change(sort=sort).address(base),
            "is_on": sort == browsing.sort,
        }
        for sort in sorts_of(browsing.kind)
    ]


def filter_chips(browsing: Browsing, facets: Facets, base: str) -> list[dict[str, Any]]:
    """Filters that are on or off, and every chosen value with a way to take it away, for `parts/_chips.html`."""
    filters = browsing.filters
    chips: list[dict[str, Any]] = []
    names = {facet.value: facet.label for facet in facets.genres}
    for genre in filters.genres:
        rest = tuple(other for other in filters.genres if other != genre)
        chips.append(_chip(names.get(genre.hex, _("Genre")), browsing.change_filters(genres=rest).address(base), True))
    if filters.year_from is not None or filters.year_to is not None:
        without = browsing.change_filters(year_from=None, year_to=None).address(base)
        chips.append(_chip(_years(filters.year_from, filters.year_to), without, True))
    if filters.resolution:
        without = browsing.change_filters(resolution="").address(base)
        chips.append(_chip(resolution_name(filters.resolution), without, True))
    if browsing.kind in WATCHED_KINDS:
        toggled = browsing.change_filters(not_seen=not filters.not_seen).address(base)
        chips.append(_chip(_("Not seen"), toggled, filters.not_seen))
    toggled = browsing.change_filters(favourite=not filters.favourite).address(base)
    chips.append(_chip(_("Favourites"), toggled, filters.favourite))
    if facets.hdr_count or filters.hdr:
        toggled = browsing.change_filters(hdr=not filters.hdr).address(base)
        chips.append(_chip(_("HDR"), toggled, filters.hdr, facets.hdr_count))
    return chips


def chip_menus(browsing: Browsing, facets: Facets, base: str) -> list[dict[str, Any]]:
    """Filters with values to choose from, as buttons with menus. One with a single value is not offered."""
    filters = browsing.filters
    menus = []
    genres = [facet for facet in facets.genres if uuid.UUID(facet.value) not in filters.genres]
    if genres:
        options = (
            (facet, browsing.change_filters(genres=(*filters.genres, uuid.UUID(facet.value)))) for facet in genres
        )
        menus.append(_menu("genre", _("Genre"), options, base))
    if len(facets.decades) > 1:
        decades = (
            (facet, browsing.change_filters(year_from=int(facet.value), year_to=int(facet.value) + 9))
            for facet in facets.decades
        )
        menus.append(_menu("years", _("Years"), decades, base))
    if len(facets.resolutions) > 1 and browsing.kind == ItemKind.MOVIE:
        forms = ((facet, browsing.change_filters(resolution=facet.value)) for facet in facets.resolutions)
        menus.append(_menu("resolution", _("Resolution"), forms, base))
    return menus


def _chip(label: str, url: str, is_on: bool, count: int | None = None) -> dict[str, Any]:
    return {"label": label, "url": url, "is_on": is_on, "count": count, "is_zero": False}


def _menu(key: str, label: str, options: Iterable[tuple[Any, Browsing]], base: str) -> dict[str, Any]:
    return {
        "id": f"filter-{key}",
        "label": label,
        "options": [
            {"label": resolution_name(facet.label), "count": facet.count, "url": browsing.address(base)}
            for facet, browsing in options
        ][:MOST_IN_MENU],
    }


def _years(first: int | None, last: int | None) -> str:
    if first is None:
        return _("Until %(year)d") % {"year": last}
    if last is None:
        return _("From %(year)d") % {"year": first}
    return _("%(first)d to %(last)d") % {"first": first, "last": last}
