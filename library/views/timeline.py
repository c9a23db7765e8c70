"""Photos in time: days with rows of even height, and a list of months to jump to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format

from library.artwork.links import image_url
from library.item_facts import PhotoFacts, read_facts
from library.listing import months_of
from library.models import Artwork, ItemKind, Library, MediaItem
from library.views.links import item_url
from library.views.pictures import Pictures, drawn
from library.views.standing import Standing
from library.views.wording import day_heading, day_long
from mediaserver.lib.keyset import BadCursor, page_after
from mediaserver.lib.wording import clock

if TYPE_CHECKING:
    from accounts.models import Profile
    from accounts.requests import MemberRequest

PHOTO_KINDS = (ItemKind.PHOTO, ItemKind.HOME_VIDEO)
ORDER = ("-sort_at", "-id")
PAGE_SIZE = 120
CELL_WIDTHS = (240, 320, 480, 640, 960)
FULL_WIDTH = 2560


@dataclass(frozen=True)
class PhotoCell:
    """One picture of a justified grid. `shape` is width divided by height."""

    pid: str
    url: str
    image_url: str
    image_srcset: str
    full_url: str
    shape: str
    tint: str
    alt: str
    caption: str
    length: str
    is_video: bool
    is_favourite: bool


@dataclass
class Day:
    """The photos of one day. `is_continued` where the page before ended in the same day."""

    key: str
    title: str
    cells: list[PhotoCell] = field(default_factory=list)
    is_continued: bool = False


def timeline(request: MemberRequest, library: Library, tabs: list[dict[str, Any]]) -> HttpResponseBase:
    """A library of photos by the time they were taken, latest first."""
    base = reverse("library:library-detail", args=[library.pid])
    rows = MediaItem.objects.visible_to(request.profile).filter(library=library, kind__in=PHOTO_KINDS)
    until = _month_end(request.GET.get("month", ""))
    if until is not None:
        rows = rows.filter(sort_at__lt=until)
    try:
        page = page_after(rows, ORDER, request.GET.get("cursor") or None, PAGE_SIZE)
    except BadCursor:
        return redirect(base)
    days = days_of(page.rows, request.profile, after=request.GET.get("day"))
    context: dict[str, Any] = {"days": days, "next_url": _next_address(base, request, page.next_cursor, days)}
    if request.htmx and request.GET.get("cursor"):  # type: ignore[attr-defined]
        response = render(request, "library/_photo_days.html", context)
    else:
        months = months_of(library, PHOTO_KINDS, request.profile)
        context |= {
            "library": library,
            "tabs": tabs,
            "total": sum(count for _year, _month, count in months),
            "years": _years(months, base, request.GET.get("month", "")),
            "here": request.get_full_path(),
            "is_refreshing": len(page.rows) < PAGE_SIZE,
        }
        response = render(request, "library/timeline.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def days_of(items: Sequence[MediaItem], profile: Profile, after: str | None = None) -> list[Day]:
    """Photos in their order, parted into days. `after` is the day that the page before ended in."""
    days: list[Day] = []
    for item, cell in zip(items, photo_cells(items, profile), strict=True):
        taken = item.taken_at or item.sort_at
        key = timezone.localtime(taken).date().isoformat() if taken else ""
        if not days or days[-1].key != key:
            days.append(Day(key, day_heading(taken), is_continued=not days and key == after))
        days[-1].cells.append(cell)
    return days


def photo_cells(items: Sequence[MediaItem], profile: Profile) -> list[PhotoCell]:
    """The pictures of a grid, with what a page needs to draw them without a jump."""
    pictures, standing = Pictures(items), Standing(items, profile)
    return [_cell(item, pictures.upright(item), standing) for item in items]


def photo_caption(item: MediaItem) -> str:
    """What stands under a photo: its own words, else its name."""
    facts = read_facts(item.kind, item.facts)
    own = facts.caption if isinstance(facts, PhotoFacts) else ""
    return own or item.title


def _cell(item: MediaItem, artwork: Artwork | None, standing: Standing) -> PhotoCell:
    picture = drawn(artwork, CELL_WIDTHS)
    caption = photo_caption(item)
    when = day_long(item.taken_at or item.sort_at)
    return PhotoCell(
        pid=item.pid,
        url=item_url(item),
        image_url=picture.url if picture else "",
        image_srcset=picture.srcset if picture else "",
        full_url=image_url(artwork, FULL_WIDTH) if artwork else "",
        shape=f"{min(3.0, max(0.4, picture.ratio if picture else 1.5)):.3f}",
        tint=picture.tint if picture else "",
        alt=", ".join(filter(None, (caption, when))),
        caption=", ".join(filter(None, (caption, when))),
        length=clock(item.duration_ms) if item.kind == ItemKind.HOME_VIDEO else "",
        is_video=item.kind == ItemKind.HOME_VIDEO,
        is_favourite=standing.is_favourite(item),
    )


def _next_address(base: str, request: MemberRequest, cursor: str | None, days: list[Day]) -> str:
    if not cursor:
        return ""
    month = request.GET.get("month", "")
    pairs = {"cursor": cursor, "day": days[-1].key} | ({"month": month} if month else {})
    return f"{base}?{urlencode(pairs)}"


def _month_end(text: str) -> datetime.datetime | None:
    """The first moment behind a month written as 2026-11; None for anything else."""
    year, _dash, month = text.partition("-")
    if not (
        text.isascii()
        and year.isdigit()
        and month.isdigit()
        and len(year) == 4
        and 1 <= int(month) <= 12
        and 1 <= int(year) < 9999
    ):
        return None
    number = int(year) * 12 + int(month)
    return timezone.make_aware(datetime.datetime(number // 12, number % 12 + 1, 1))


def _years(months: list[tuple[int, int, int]], base: str, present: str) -> list[dict[str, Any]]:
    """Years with their months, for the list at the edge."""
    years: dict[int, list[dict[str, Any]]] = {}
    for year, month, count in months:
        key = f"{year}-{month:02d}"
        name = date_format(datetime.date(year, month, 1), "M")
        link = {"label": name, "url": f"{base}?month={key}", "count": count, "is_current": key == present}
        years.setdefault(year, []).append(link)
    return [{"year": year, "months": links} for year, links in years.items()]
