"""Libraries: list, add, change, scan, move, remove."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.pages import librarian_page
from library import libraries
from library.forms import LibraryForm, NewLibraryForm
from library.models import Library, LibraryKind, RootFolder, ScanRun
from library.scanner import start_scan
from library.views.settings.chosen_folders import folder_row
from library.views.settings.library_rows import library_rows
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import display_path


def _asker(request: HttpRequest) -> uuid.UUID:
    assert isinstance(request.user, User)
    asker: uuid.UUID = request.user.public_id
    return asker


def _rows() -> dict[str, object]:
    return {"libraries": library_rows(list(Library.objects.prefetch_related("roots")))}


@never_cache
@librarian_page
@require_safe
def library_list(request: HttpRequest) -> HttpResponse:
    """All libraries, how they stand, and what can be done with them."""
    return render(request, "library/settings/libraries.html", _rows() | {"section": "settings"})


@never_cache
@librarian_page
@require_safe
def library_rows_part(request: HttpRequest) -> HttpResponse:
    """Only the rows, for a page that hears that something changed."""
    return render(request, "library/settings/_library_rows.html", _rows())


@never_cache
@librarian_page
@require_http_methods(["GET", "HEAD", "POST"])
def library_add(request: HttpRequest) -> HttpResponse:
    """Make a library from a folder: the picker posts the folder, the form then asks for kind and name."""
    if request.method != "POST":
        return redirect("library:library-list")
    path = request.POST.get("path", "")
    try:
        libraries.require_folder(path)
        form = _new_form(request, path)
        if "name" in request.POST and form.is_valid():
            values = form.cleaned_data
            libraries.add_library(
                values["name"], values["kind"], [path], created_by=_asker(request), language=values["language"]
            )
            messages.success(request, _("%(name)s is being scanned.") % {"name": values["name"]})
            return redirect("library:library-list")
    except HearthError as error:
        messages.error(request, error.message)
        return redirect("library:library-list")
    context = {"form": form, "folder": folder_row(path), "section": "settings"}
    return render(request, "library/settings/library_add.html", context, status=422 if form.is_bound else 200)


def _new_form(request: HttpRequest, path: str) -> NewLibraryForm:
    if "name" in request.POST:
        return NewLibraryForm(request.POST)
    kind = folder_row(path).kind
    return NewLibraryForm(initial={"path": path, "kind": kind, "name": LibraryKind(kind).label})


@never_cache
@librarian_page
@require_http_methods(["GET", "HEAD", "POST"])
def library_edit(request: HttpRequest, library_id: uuid.UUID) -> HttpResponse:
    """Change a library."""
    library = get_object_or_404(Library, public_id=library_id)
    form = LibraryForm(request.POST or None, instance=library)
    if request.method == "POST" and form.is_valid():
        library.refresh_from_db()
        try:
            libraries.change_library(library, **form.changes())
            messages.success(request, _("Saved."))
            return redirect("library:library-list")
        except HearthError as error:
            form.add_error("name", error.message)
    context = {
        "form": form,
        "library": library,
        "roots": [{"root": root, "path": display_path(root.path)} for root in library.roots.all()],
        "removal": libraries.removal_facts(library),
        "section": "settings",
    }
    status = 422 if form.is_bound else 200
    return render(request, "library/settings/library_edit.html", context, status=status)


@librarian_page
@require_POST
def library_scan(request: HttpRequest, library_id: uuid.UUID) -> HttpResponse:
    """Start a scan: by folder times, or of every file."""
    library = get_object_or_404(Library, public_id=library_id)
    mode = ScanRun.Mode.FULL if request.POST.get("mode") == "full" else ScanRun.Mode.QUICK
    try:
        start_scan(library, mode=mode, created_by=_asker(request))
        messages.info(request, _("%(name)s is being scanned.") % {"name": library.name})
    except HearthError as error:
        messages.info(request, error.message)
    return redirect(_back(request))


@librarian_page
@require_POST
def library_remove(request: HttpRequest, library_id: uuid.UUID) -> HttpResponse:
    """Remove a library and what is known of its items; files on disk stay."""
    library = get_object_or_404(Library, public_id=library_id)
    try:
        libraries.remove_library(library, created_by=_asker(request))
        messages.info(request, _("%(name)s is being removed. Its files stay where they are.") % {"name": library.name})
    except HearthError as error:
        messages.error(request, error.message)
    return redirect("library:library-list")


@librarian_page
@require_POST
def root_add(request: HttpRequest, library_id: uuid.UUID) -> HttpResponse:
    """Add a folder to a library."""
    library = get_object_or_404(Library, public_id=library_id)
    try:
        libraries.add_root(library, request.POST.get("path", ""), created_by=_asker(request))
        messages.success(request, _("The folder was added and is being scanned."))
    except HearthError as error:
        messages.error(request, error.message)
    return redirect("library:library-edit", library.public_id)


@librarian_page
@require_POST
def root_relocate(request: HttpRequest, root_id: uuid.UUID) -> HttpResponse:
    """Say where a folder is now."""
    root = get_object_or_404(RootFolder.objects.select_related("library"), public_id=root_id)
    try:
        libraries.relocate_root(root, request.POST.get("path", ""), created_by=_asker(request))
        messages.success(request, _("The folder was moved in the catalogue; its files are being compared."))
    except HearthError as error:
        messages.error(request, error.message)
    return redirect("library:library-edit", root.library.public_id)


@librarian_page
@require_POST
def root_remove(request: HttpRequest, root_id: uuid.UUID) -> HttpResponse:
    """Take a folder out of its library."""
    root = get_object_or_404(RootFolder.objects.select_related("library"), public_id=root_id)
    library = root.library
    try:
        libraries.remove_root(root)
        messages.success(request, _("The folder was taken out. Its files stay where they are."))
    except HearthError as error:
        messages.error(request, error.message)
    return redirect("library:library-edit", library.public_id)


def _back(request: HttpRequest) -> str:
    """The settings page that asked, else the list."""
    wanted = request.POST.get("back", "")
    return wanted if wanted.startswith("/app/") and "//" not in wanted else "library:library-list"
