"""The home page, its rows, and the line that shows a scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import member_page
from accounts.permissions import asks_as_librarian
from accounts.requests import MemberRequest
from library.access import visible_libraries
from library.artwork.links import image_url
from library.home import HomeRow, home_row, home_rows, newest_film, row_items
from library.models import ItemKind, MediaItem
from library.scanner.starting import SCAN
from library.views.cards import poster_cards, wide_cards
from library.views.lead import LOGO_WIDTH
from library.views.links import item_url, play_url
from library.views.pictures import BACKDROP_WIDTHS, Pictures, drawn
from library.views.standing import Standing
from library.views.wording import place_long
from library.watch_state import continue_watching, left_ms
from mediaserver.lib.wording import times_left
from mediaserver.system.models import Job


@dataclass(frozen=True)
class Hero:
    """The first thing of the page, as `parts/_hero.html` draws it."""

    title: str
    url: str
    logo_url: str
    backdrop_url: str
    backdrop_srcset: str
    tint: str
    eyebrow: str
    place: str
    place_title: str
    progress_percent: int | None
    left: str
    play_url: str
    is_resume: bool
    more_url: str
    more_text: str


@member_page
def home(request: HttpRequest) -> HttpResponse:
    """Continue, Next up, and what is new; rows come on their own."""
    profile = cast(MemberRequest, request).profile
    has_libraries = visible_libraries(profile).exists()
    context = {
        "hero": _hero(request) if has_libraries else None,
        "rows": [_shelf_to_come(row) for row in home_rows(profile)] if has_libraries else [],
        "has_libraries": has_libraries,
        "is_librarian": asks_as_librarian(request),
    }
    return render(request, "library/home.html", context)


@member_page
def row(request: HttpRequest, key: str) -> HttpResponse:
    """One row of the home page."""
    profile = cast(MemberRequest, request).profile
    wanted = home_row(profile, key)
    if wanted is None:
        raise Http404
    items = row_items(wanted, profile)
    if wanted.shape == "wide":
        cards: list[Any] = list(wide_cards(items, profile, is_removable=wanted.key == "continue"))
    else:
        cards = list(poster_cards(items, profile))
    shelf = {"id": wanted.key, "title": wanted.title, "shape": wanted.shape, "cards": cards, **_link(wanted)}
    return render(request, "library/_home_row.html", {"shelf": shelf})


@member_page
def scan_line(request: HttpRequest) -> HttpResponse:
    """The scans that run, for those who may know of them."""
    scans = Job.objects.active().filter(kind=SCAN).order_by("created_at") if asks_as_librarian(request) else []
    running = [job for job in scans if job.state == Job.State.RUNNING]
    later = [job.subject for job in scans if job.state != Job.State.RUNNING]
    return render(request, "library/_scan_line.html", {"jobs": running, "later": later})


def _shelf_to_come(wanted: HomeRow) -> dict[str, str]:
    return {
        "id": wanted.key,
        "title": wanted.title,
        "shape": wanted.shape,
        "load_url": reverse("library:home-row", args=[wanted.key]),
    }


def _link(wanted: HomeRow) -> dict[str, str]:
    if wanted.library is None:
        return {}
    return {"url": reverse("library:library-detail", args=[wanted.library.pid]), "link_text": _("Show all")}


def _hero(request: HttpRequest) -> Hero | None:
    profile = cast(MemberRequest, request).profile
    begun = continue_watching(profile, 1)
    item = begun[0].item if begun else newest_film(profile)
    if item is None:
        return None
    return _hero_of(item, Pictures([item]), Standing([item], profile))


def _hero_of(item: MediaItem, pictures: Pictures, standing: Standing) -> Hero:
    series = item.root if item.kind == ItemKind.EPISODE else None
    named = series or item
    logo, backdrop = pictures.logo(named), drawn(pictures.backdrop(item), BACKDROP_WIDTHS)
    resume_ms = standing.resume_ms(item)
    return Hero(
        title=named.title,
        url=item_url(item),
        logo_url=image_url(logo, LOGO_WIDTH) if logo else "",
        backdrop_url=backdrop.url if backdrop else "",
        backdrop_srcset=backdrop.srcset if backdrop else "",
        tint=backdrop.tint if backdrop else "",
        eyebrow=_("Where you left off") if resume_ms else _("New in the house"),
        place=place_long(item) if series else str(item.year or ""),
        place_title=item.title if series else item.tagline,
        progress_percent=standing.percent(item),
        left=times_left(left_ms(resume_ms, item.duration_ms)) if resume_ms and item.duration_ms else "",
        play_url=play_url(item) if item.is_playable and item.kind != ItemKind.TRACK else "",
        is_resume=bool(resume_ms),
        more_url=item_url(series) if series else item_url(item),
        more_text=_("Episodes") if series else _("Details"),
    )
