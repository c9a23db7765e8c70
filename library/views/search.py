"""Searching: a page that answers while one types."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.pages import member_page
from accounts.requests import MemberRequest
from library.models import ItemKind, Person
from library.search import PERSON, SearchGroup
from library.search import search as find
from library.views.cards import PosterCard, poster_cards
from library.views.links import person_url

LIMIT_PER_KIND = 14


@member_page
def search(request: HttpRequest) -> HttpResponse:
    """What was found, by kind; only the results where htmx asks."""
    profile = cast(MemberRequest, request).profile
    text = request.GET.get("q", "").strip()[:200]
    groups = find(profile, text, LIMIT_PER_KIND)
    items = [item for group in groups for item in group.items]
    cards = dict(zip((item.pk for item in items), poster_cards(items, profile), strict=True))
    context = {
        "search_text": text,
        "shelves": [_shelf(group, cards) for group in groups if group.kind != PERSON],
        "people": [_person(person) for group in groups for person in group.people],
        "is_asked": len(text) >= 2,
    }
    part = request.htmx  # type: ignore[attr-defined]
    response = render(request, "library/_search_results.html" if part else "library/search.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _shelf(group: SearchGroup, cards: dict[int, PosterCard]) -> dict[str, Any]:
    square = group.kind in {ItemKind.ALBUM, ItemKind.ARTIST, ItemKind.TRACK, ItemKind.PHOTO, ItemKind.PHOTO_ALBUM}
    return {
        "id": f"found-{group.kind}",
        "title": _group_title(group.kind),
        "shape": "square" if square else "poster",
        "cards": [cards[item.pk] for item in group.items],
    }


def _group_title(kind: str) -> str:
    titles = {
        ItemKind.MOVIE: _("Films"),
        ItemKind.SERIES: _("Series"),
        ItemKind.EPISODE: _("Episodes"),
        ItemKind.ARTIST: _("Artists"),
        ItemKind.ALBUM: _("Albums"),
        ItemKind.TRACK: _("Tracks"),
        ItemKind.PHOTO_ALBUM: _("Photo albums"),
        ItemKind.PHOTO: _("Photos"),
        ItemKind.HOME_VIDEO: _("Home videos"),
        ItemKind.MUSIC_VIDEO: _("Music videos"),
    }
    return titles.get(ItemKind(kind), str(ItemKind(kind).label))


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "role": "", "url": person_url(person), "image_url": ""}
