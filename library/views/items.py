"""What one does with an item from any page: seen, favourite, out of Continue, scan its folder."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import asks_as_librarian
from accounts.requests import MemberRequest
from library.models import ItemKind, MediaFile, MediaItem
from library.scanner import scan_folder
from library.views.finding import item_page
from library.views.lead import make_acts
from library.views.links import item_url
from library.views.series import episode_row
from library.views.standing import Standing
from library.views.versions import read_choice
from library.watch_state import (
    hide_from_continue,
    mark_unwatched,
    mark_watched,
    next_in,
    record_progress,
    set_favourite,
)

CHANGED = "hearth:watch.changed"


@item_page()
def item(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """Lead to the page of an item of any kind."""
    address = item_url(item)
    if address == request.path:
        return redirect("library:library-detail", library_id=item.library.pid)
    return redirect(address)


@require_POST
@item_page()
def item_seen(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """Mark as seen, or take it back: `seen` is "yes", "no", or left out to change what is.

    `position` is where the profile was before, so that "Undo" brings that back too.
    """
    standing = Standing([item], request.profile)
    is_seen, position_ms = _wanted(request, "seen", present=standing.is_seen(item)), standing.resume_ms(item)
    (mark_watched if is_seen else mark_unwatched)(request.profile, item)
    kept_ms = _whole(request.GET.get("position", ""))
    if kept_ms and not is_seen and item.is_leaf:
        record_progress(request.profile, item, position_ms=kept_ms)
    return _answer(request, item, _seen_toast(item, is_seen, position_ms) if _part(request) == "none" else None)


@require_POST
@item_page()
def item_favourite(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """Give or take a heart: `favourite` is "yes", "no", or left out to change what is."""
    present = Standing([item], request.profile).is_favourite(item)
    set_favourite(request.profile, item, _wanted(request, "favourite", present=present))
    return _answer(request, item)


@require_POST
@item_page()
def item_hide(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """Leave it out of Continue until it is played again."""
    hide_from_continue(request.profile, item)
    return _told(HttpResponse(), item, {"kind": "info", "text": _("Left out of Continue. Its place is kept.")})


@require_POST
@item_page()
def item_scan(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """Read the folder of an item anew."""
    if not asks_as_librarian(request):
        raise PermissionDenied
    file = _a_file_of(item)
    if file is None:
        return _told(HttpResponse(), item, {"kind": "bad", "text": _("This has no file whose folder could be read.")})
    scan_folder(file.root, file.path_bytes.rpartition(b"/")[0], created_by=request.user.public_id)
    return _told(HttpResponse(), item, {"kind": "good", "text": _("The folder is being read.")})


def _wanted(request: MemberRequest, name: str, *, present: bool) -> bool:
    said = request.POST.get(name) or request.GET.get(name)
    return said == "yes" if said in {"yes", "no"} else not present


def _part(request: MemberRequest) -> str:
    """Which part of the page asked: the one that is drawn anew."""
    return request.GET.get("part", "acts")


def _answer(request: MemberRequest, item: MediaItem, toast: dict[str, Any] | None = None) -> HttpResponse:
    part, profile = _part(request), request.profile
    if part == "episode" and item.kind == ItemKind.EPISODE:
        context: dict[str, Any] = {"episode": episode_row(item, profile)}
        response = render(request, "library/_episode_row.html", context)
    elif part == "heart":
        is_favourite = Standing([item], profile).is_favourite(item)
        address = f"{reverse('library:item-favourite', args=[item.pid])}?part=heart"
        context = {"is_favourite": is_favourite, "favourite_url": address, "title": item.title}
        response = render(request, "library/_heart.html", context)
    elif part == "big":
        response = render(request, "library/_heart_big.html", {"acts": _acts(request, item)})
    elif part == "acts":
        response = render(request, "library/_acts.html", {"acts": _acts(request, item)})
    else:
        response = HttpResponse()
    return _told(response, item, toast)


def _acts(request: MemberRequest, item: MediaItem) -> Any:
    plays = next_in(item, request.profile) if item.kind == ItemKind.SERIES else None
    standing = Standing([item, *([plays] if plays else [])], request.profile)
    choice = read_choice(item, request.GET) if item.is_leaf else None
    is_librarian = asks_as_librarian(request)
    return make_acts(item, standing, query=choice.query if choice else "", plays=plays, is_librarian=is_librarian)


def _told(response: HttpResponse, item: MediaItem, toast: dict[str, Any] | None) -> HttpResponse:
    """Let the page know: what shows watch states reads them anew, and a toast says what was done."""
    triggers: dict[str, Any] = {CHANGED: {"item": item.pid}}
    if toast:
        triggers["toast"] = toast
    response["HX-Trigger"] = json.dumps(triggers)
    return response


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _seen_toast(item: MediaItem, is_seen: bool, position_ms: int) -> dict[str, Any]:
    text = _("Marked “%(title)s” as seen.") if is_seen else _("“%(title)s” is to be seen again.")
    back = f"{reverse('library:item-seen', args=[item.pid])}?part=none&seen={'no' if is_seen else 'yes'}"
    back += f"&position={position_ms}" if position_ms else ""
    return {"kind": "info", "text": text % {"title": item.title}, "action": {"label": _("Undo"), "url": back}}


def _a_file_of(item: MediaItem) -> MediaFile | None:
    """A file of the item, or of anything below it."""
    files = MediaFile.objects.select_related("root").order_by("pk")
    for path in ("item", "item__parent", "item__root", "item__parent__parent"):
        found = files.filter(**{f"item_files__version__{path}": item}).first()
        if found is not None:
            return found
    return None
