"""The folder picker: a dialog that shows what the server itself can see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.pages import librarian_page
from library.folders import FolderNotListed, list_folder
from library.views.settings.chosen_folders import crumbs, start_folder
from mediaserver.lib.paths import encode_path


@never_cache
@librarian_page
@require_safe
def folder_picker(request: HttpRequest) -> HttpResponse:
    """Show one folder: where it lies, what is inside, how much is free, and why it can't be read."""
    wanted = request.GET.get("path") or encode_path(start_folder())
    problem = ""
    try:
        view = list_folder(wanted)
    except FolderNotListed as error:
        problem, view = error.message, list_folder("/")
    context = {
        "view": view,
        "crumbs": crumbs(view.path),
        "problem": problem,
        "typed": request.GET.get("path", "") if problem else "",
        "target_url": _target(request),
    }
    return render(request, "library/settings/_picker.html", context)


def _target(request: HttpRequest) -> str:
    """Only an address of our own pages; the picker's button posts the folder there."""
    target = request.GET.get("target", "")
    return target if target.startswith("/app/") and "//" not in target else ""
