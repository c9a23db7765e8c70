"""Files that scans passed over: why, and what mends it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.pages import librarian_page
from library.models import Library, SkippedFile
from library.scanner import read_again
from mediaserver.lib.keyset import BadCursor, page_after
from mediaserver.lib.paths import display_path

PER_PAGE = 100


@never_cache
@librarian_page
@require_safe
def skipped_list(request: HttpRequest) -> HttpResponse:
    """List skipped files, of one library or of all."""
    rows = SkippedFile.objects.select_related("library", "root")
    library = None
    if "library" in request.GET:
        library = get_object_or_404(Library, public_id=_pid(request.GET["library"]))
        rows = rows.filter(library=library)
    try:
        page = page_after(rows, ("path", "id"), request.GET.get("cursor"), PER_PAGE)
    except BadCursor:
        return redirect("library:skipped-list")
    context = {
        "files": page.rows,
        "next_cursor": page.next_cursor,
        "library": library,
        "libraries": Library.objects.filter(skipped_files__isnull=False).distinct(),
        "section": "settings",
    }
    return render(request, "library/settings/skipped.html", context)


@librarian_page
@require_POST
def skipped_retry(request: HttpRequest, file_id: int) -> HttpResponse:
    """Read a skipped file again soon, after the scan that may be running."""
    row = get_object_or_404(SkippedFile.objects.select_related("library", "root"), pk=file_id)
    assert isinstance(request.user, User)
    read_again(row, created_by=request.user.public_id)
    messages.info(request, _("%(name)s is read again.") % {"name": display_path(row.path)})
    return redirect("library:skipped-list")


def _pid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=text)
    except ValueError:
        return None
