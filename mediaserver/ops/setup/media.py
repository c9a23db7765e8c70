"""Naming the folders: a picker that shows what the server really sees, and a guess of what each folder holds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from library.libraries import RootsOverlap, add_library, require_folder
from library.models import Library, LibraryKind
from library.views.settings.chosen_folders import folder_row
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import contains, decode_path, display_path, encode_path
from mediaserver.ops.setup.draft import SESSION_KEY, ChosenFolder, Draft
from mediaserver.ops.setup.steps import after_owner, frame


def _details(request: HttpRequest, draft: Draft) -> dict[str, str]:
    assert isinstance(request.user, User)
    language = str(get_language_info(draft.language)["name_local"]).capitalize() if draft.language else ""
    return {"language": language, "owner": request.user.username}


@never_cache
@after_owner
@require_http_methods(["GET", "HEAD", "POST"])
def media(request: HttpRequest) -> HttpResponse:
    """Show the chosen folders; go on."""
    draft = Draft.of(request)
    if request.method == "POST":
        draft.reached = "network"
        draft.keep(request)
        return redirect("ops:setup-network")
    context = frame("media", _details(request, draft)) | {
        "folders": [folder_row(folder.path, folder.kind) for folder in draft.folders],
        "kinds": LibraryKind.choices,
        "skip_url": "" if draft.folders else reverse("ops:setup-network"),
        "can_continue": bool(draft.folders),
    }
    return render(request, "accounts/setup/media.html", context)


@after_owner
@require_POST
def folder_add(request: HttpRequest) -> HttpResponse:
    """Add a folder from the picker; its kind is guessed."""
    draft = Draft.of(request)
    try:
        raw = require_folder(request.POST.get("path", ""))
        _require_apart_from_others(raw, draft)
        row = folder_row(encode_path(raw))
        draft.add(ChosenFolder(row.key, row.kind))
        draft.keep(request)
    except HearthError as error:
        messages.error(request, error.message)
    return redirect("ops:setup-media")


@after_owner
@require_POST
def folder_change(request: HttpRequest) -> HttpResponse:
    """Change what a chosen folder holds, or take it out."""
    draft = Draft.of(request)
    path, kind = request.POST.get("path", ""), request.POST.get("kind", "")
    known = {folder.path for folder in draft.folders}
    if path in known and "remove" in request.POST:
        draft.remove(path)
    elif path in known and kind in LibraryKind.values:
        draft.add(ChosenFolder(path, kind))
    draft.keep(request)
    return redirect("ops:setup-media")


@after_owner
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest) -> HttpResponse:
    """Make the libraries; their scans start, and home opens. Running it twice makes nothing twice."""
    draft = Draft.of(request)
    if request.method != "POST":
        return redirect("ops:setup-network")
    assert isinstance(request.user, User)
    for kind, paths in draft.by_kind().items():
        try:
            add_library(_free_name(kind), kind, paths, created_by=request.user.public_id)
        except HearthError as error:
            messages.error(request, error.message)
    request.session.pop(SESSION_KEY, None)
    return redirect("library:home")


def _free_name(kind: str) -> str:
    """The kind's name in the owner's language, with a number where a library has it already."""
    name = str(LibraryKind(kind).label)
    taken = {row.casefold() for row in Library.objects.values_list("name", flat=True)}
    return next(
        candidate for number in range(1, 1000)
        if (candidate := name if number == 1 else f"{name} {number}").casefold() not in taken
    )  # fmt: skip


def _require_apart_from_others(raw: bytes, draft: Draft) -> None:
    """Chosen folders must not contain each other either. Raises RootsOverlap."""
    for folder in draft.folders:
        other = decode_path(folder.path)
        if other != raw and (contains(other, raw) or contains(raw, other)):
            text = _("%(path)s and %(other)s would contain each other. Take one of them out first.")
            raise RootsOverlap(text % {"path": display_path(encode_path(raw)), "other": display_path(folder.path)})
