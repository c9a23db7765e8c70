"""The page of a library: a grid of everything in it, or its photos in time."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.pages import member_page
from accounts.requests import MemberRequest
from library.access import visible_libraries
from library.listing import PAGE_SIZE, Browsing, Facets, facets_of, letters_of
from library.models import ItemKind, Library, LibraryKind
from library.views.cards import poster_cards
from library.views.chips import chip_menus, filter_chips, sort_menu
from library.views.timeline import timeline
from mediaserver.lib.keyset import BadCursor
from mediaserver.system.models import PublicIdAlias

SHOWN: dict[str, tuple[tuple[str, str], ...]] = {
    LibraryKind.MOVIES: (("", ItemKind.MOVIE),),
    LibraryKind.SERIES: (("", ItemKind.SERIES),),
    LibraryKind.MUSIC: (("", ItemKind.ALBUM), ("artists", ItemKind.ARTIST)),
    LibraryKind.PHOTOS: (("", ItemKind.PHOTO), ("albums", ItemKind.PHOTO_ALBUM)),
}


def visible_library(request: HttpRequest, library_id: uuid.UUID) -> Library:
    """The library, if the profile was given it. Raises Http404."""
    rows = visible_libraries(cast(MemberRequest, request).profile)
    library = (
        rows.filter(public_id=library_id).first() or rows.filter(public_id=PublicIdAlias.resolve(library_id)).first()
    )
    if library is None:
        raise Http404
    return library


@member_page
def library_detail(request: HttpRequest, library_id: uuid.UUID) -> HttpResponseBase:
    """Everything in a library, page by page."""
    library = visible_library(request, library_id)
    show = request.GET.get("show", "")
    kind = dict(SHOWN[library.kind]).get(show)
    if kind is None:
        return redirect("library:library-detail", library_id=library.pid)
    if kind == ItemKind.PHOTO:
        return timeline(cast(MemberRequest, request), library, tabs=_tabs(library, show))
    return grid(cast(MemberRequest, request), library, Browsing.from_query(kind, request.GET, show))


def grid(request: MemberRequest, library: Library, browsing: Browsing) -> HttpResponseBase:
    """A page of the grid: whole, or only the next cards where htmx asks for them."""
    base = reverse("library:library-detail", args=[library.pid])
    try:
        page = browsing.page(library, request.profile)
    except BadCursor:
        return redirect(browsing.change().address(base))
    context = {
        "library": library,
        "cards": poster_cards(page.rows, request.profile),
        "next_url": _next_address(browsing, base, page.next_cursor),
        "is_first": not browsing.cursor,
    }
    if request.htmx and browsing.cursor:  # type: ignore[attr-defined]
        return varied(render(request, "library/_grid_page.html", context))
    return varied(render(request, "library/grid.html", context | _surroundings(request, library, browsing, base)))


def varied(response: HttpResponse) -> HttpResponse:
    """Say that the same address answers with a part where htmx asks, so that nothing keeps the wrong one."""
    patch_vary_headers(response, ["HX-Request"])
    return response


def _next_address(browsing: Browsing, base: str, cursor: str | None) -> str:
    return browsing.change(cursor=cursor, letter=browsing.letter).address(base) if cursor else ""


def _surroundings(request: MemberRequest, library: Library, browsing: Browsing, base: str) -> dict[str, Any]:
    """Everything around the cards: counts, tabs, orders, filters, letters."""
    facets = facets_of(library, browsing.kind, request.profile)
    rows = browsing.rows(library, request.profile)
    by_title = browsing.sort.key == "title"
    shown = rows.count() if browsing.filters.are_set else facets.total
    return {
        "total": facets.total,
        "shown": shown,
        "is_filtered": browsing.filters.are_set,
        "here": browsing.address(base),
        "bare_url": browsing.change_filters(**_no_filters()).address(base),
        "start_url": browsing.change().address(base) if browsing.letter else "",
        "tabs": _tabs(library, browsing.show),
        "sorts": sort_menu(browsing, base),
        "sort_label": browsing.sort.label,
        "chips": filter_chips(browsing, facets, base),
        "menus": chip_menus(browsing, facets, base),
        "letters": _letters(rows, library, browsing, base) if by_title and _is_long(facets) else [],
        "is_refreshing": shown < PAGE_SIZE,
        "empty_title": _("Nothing here yet") if not browsing.filters.are_set else _("Nothing fits all of it"),
    }


def _no_filters() -> dict[str, Any]:
    return {
        "not_seen": False,
        "favourite": False,
        "genres": (),
        "resolution": "",
        "hdr": False,
        "year_from": None,
        "year_to": None,
    }


def _is_long(facets: Facets) -> bool:
    """Whether a rail of letters is of use: not where everything is on the screen."""
    return facets.total > PAGE_SIZE // 3


def _letters(rows: Any, library: Library, browsing: Browsing, base: str) -> list[dict[str, Any]]:
    return [
        {
            "label": letter.label,
            "url": browsing.change(letter=letter.key).address(base) if letter.has_titles else "",
            "is_current": letter.key == browsing.letter,
        }
        for letter in letters_of(rows, library)
    ]


def _tabs(library: Library, show: str) -> list[dict[str, Any]]:
    """What a library of several kinds can show; empty where there is one."""
    labels = {
        ItemKind.ALBUM: _("Albums"),
        ItemKind.ARTIST: _("Artists"),
        ItemKind.PHOTO: _("In time"),
        ItemKind.PHOTO_ALBUM: _("Albums"),
    }
    offered = SHOWN[library.kind]
    if len(offered) < 2:
        return []
    base = reverse("library:library-detail", args=[library.pid])
    return [
        {
            "label": labels[ItemKind(kind)],
            "url": f"{base}?show={key}" if key else base,
            "is_current": key == show,
        }
        for key, kind in offered
    ]
