"""Pages of folders of photos, and of one photo."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.permissions import asks_as_librarian
from accounts.requests import MemberRequest
from library.item_facts import PhotoFacts, read_facts
from library.models import ItemKind, MediaFile, MediaItem
from library.models.items import MediaItemQuerySet
from library.views.finding import item_page
from library.views.lead import make_acts
from library.views.links import item_url
from library.views.pictures import Pictures, drawn
from library.views.standing import Standing
from library.views.timeline import FULL_WIDTH, ORDER, PHOTO_KINDS, photo_caption, photo_cells
from library.views.wording import moment_long
from mediaserver.lib.keyset import BadCursor, page_after
from mediaserver.lib.wording import size

PAGE_SIZE = 120
SCREEN_WIDTHS = (640, 1280, 1920, FULL_WIDTH)


@item_page(ItemKind.PHOTO_ALBUM)
def photo_album_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """The photos of a folder."""
    rows = _in_album(request, item)
    try:
        page = page_after(rows, ORDER, request.GET.get("cursor") or None, PAGE_SIZE)
    except BadCursor:
        return redirect(item_url(item))
    next_url = f"{item_url(item)}?cursor={page.next_cursor}" if page.next_cursor else ""
    context: dict[str, Any] = {"cells": photo_cells(page.rows, request.profile), "next_url": next_url, "item": item}
    if request.htmx and request.GET.get("cursor"):  # type: ignore[attr-defined]
        response = render(request, "library/_photo_cells.html", context)
    else:
        acts = make_acts(item, Standing([item], request.profile), is_librarian=asks_as_librarian(request))
        context |= {"total": rows.count(), "acts": acts}
        response = render(request, "library/photo_album.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@item_page(ItemKind.PHOTO)
def photo_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """One photo, how it was taken, and its neighbours."""
    standing = Standing([item], request.profile)
    artwork = Pictures([item]).upright(item)
    newer, older = _neighbours(request, item)
    context = {
        "item": item,
        "picture": drawn(artwork, SCREEN_WIDTHS),
        "cell": photo_cells([item], request.profile)[0],
        "caption": photo_caption(item),
        "facts": _facts(item, is_librarian=asks_as_librarian(request)),
        "acts": make_acts(item, standing, is_librarian=asks_as_librarian(request)),
        "album_url": item_url(item.parent) if item.parent else "",
        "newer_url": item_url(newer) if newer else "",
        "older_url": item_url(older) if older else "",
    }
    return render(request, "library/photo.html", context)


def _in_album(request: MemberRequest, album: MediaItem) -> MediaItemQuerySet:
    return MediaItem.objects.visible_to(request.profile).filter(parent_id=album.pk, kind__in=PHOTO_KINDS)


def _neighbours(request: MemberRequest, item: MediaItem) -> tuple[MediaItem | None, MediaItem | None]:
    """The photos next to this one in its folder, or in its library where it is in none."""
    rows = MediaItem.objects.visible_to(request.profile).filter(kind=ItemKind.PHOTO)
    rows = rows.filter(parent_id=item.parent_id) if item.parent_id else rows.filter(library_id=item.library_id)
    if item.sort_at is None:
        same = rows.filter(sort_at__isnull=True)
        return same.filter(pk__gt=item.pk).order_by("pk").first(), same.filter(pk__lt=item.pk).order_by("-pk").first()
    at_once = rows.filter(sort_at=item.sort_at)
    newer = at_once.filter(pk__gt=item.pk).order_by("pk").first()
    older = at_once.filter(pk__lt=item.pk).order_by("-pk").first()
    newer = newer or rows.filter(sort_at__gt=item.sort_at).order_by("sort_at", "pk").first()
    older = older or rows.filter(sort_at__lt=item.sort_at).order_by("-sort_at", "-pk").first()
    return newer, older


def _facts(item: MediaItem, *, is_librarian: bool) -> list[dict[str, Any]]:
    """When, where and with what a photo was taken, for `parts/_facts.html`."""
    read = read_facts(item.kind, item.facts)
    facts = read if isinstance(read, PhotoFacts) else PhotoFacts()
    file = MediaFile.objects.filter(item_files__version__item=item, role=MediaFile.Role.MAIN).first()
    rows = [
        (_("Taken"), moment_long(item.taken_at)),
        (_("Camera"), facts.camera),
        (_("Lens"), facts.lens),
        (_("Exposure"), exposure_line(facts)),
        (_("Place"), place_line(item)),
        (_("Words"), ", ".join(facts.keywords)),
        (_("Size"), _size_line(facts, file)),
    ]
    found: list[dict[str, Any]] = [{"label": label, "value": value} for label, value in rows if value]
    if file and is_librarian:
        found.append({"label": _("File"), "value": file.file_name, "is_path": True})
    return found


def exposure_line(facts: PhotoFacts) -> str:
    """How the light was caught: "1/250 s, f/2.8, 35 mm, ISO 200"."""
    parts = []
    if facts.exposure_s:
        fraction = Fraction(facts.exposure_s).limit_denominator(8000)
        short = f"1/{round(1 / facts.exposure_s)}" if fraction < Fraction(1, 3) else f"{facts.exposure_s:g}"
        parts.append(f"{short} s")
    if facts.aperture:
        parts.append(f"f/{facts.aperture:g}")
    if facts.focal_length_mm:
        parts.append(f"{facts.focal_length_mm:g} mm")
    if facts.iso:
        parts.append(f"ISO {facts.iso}")
    return ", ".join(parts)


def place_line(item: MediaItem) -> str:
    """Latitude and longitude as people write them: "55.67° N, 12.57° E"."""
    if item.latitude is None or item.longitude is None:
        return ""
    north = _("N") if item.latitude >= 0 else _("S")
    east = _("E") if item.longitude >= 0 else _("W")
    return f"{number_format(abs(item.latitude), 4)}° {north}, {number_format(abs(item.longitude), 4)}° {east}"


def _size_line(facts: PhotoFacts, file: MediaFile | None) -> str:
    form = f"{facts.width} × {facts.height}" if facts.width and facts.height else ""
    return ", ".join(filter(None, (form, size(file.size_bytes) if file else "")))
