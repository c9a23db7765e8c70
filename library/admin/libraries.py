"""Libraries and their folders. Folders are added and moved on the settings pages, which look at the disk first."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from library.access import visible_libraries
from library.admin.doors import OfVisibleLibraries, desk_profile
from library.models import Library, RootFolder, ScanRun
from mediaserver.lib.admin_tables import ReadOnly, Rows, Table
from mediaserver.lib.errors import Conflict


class RootRows(ReadOnly, Rows):
    """Where the library lies."""

    model = RootFolder
    fields = ("path", "file_count", "away_since", "away_reason")
    readonly_fields = fields


@admin.register(Library)
class LibraryAdmin(Table[Library]):
    """Libraries."""

    list_display = ("name", "kind", "language", "watching", "watching_now", "last_scan_at", "last_full_scan_at")
    list_filter = ("kind", "watching")
    search_fields = ("name",)
    ordering = ("position", "name", "id")
    fields = ("name", "kind", "language", "position", "watching", "poll_interval_s", "watching_now", "watching_reason")
    readonly_fields = ("kind", "watching_now", "watching_reason")
    inlines = (RootRows,)
    actions = ("scan", "scan_fully")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Library]:
        """Libraries that the librarian's profile was given."""
        return super().get_queryset(request) & visible_libraries(desk_profile(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The settings pages add libraries."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The settings pages remove libraries, and explain what goes with them."""
        return False

    @admin.action(description=gettext_lazy("Scan"))
    def scan(self, request: HttpRequest, queryset: QuerySet[Library]) -> None:
        """Look for what changed, by folder times."""
        self._scan(request, queryset, ScanRun.Mode.QUICK)

    @admin.action(description=gettext_lazy("Scan, looking at every file"))
    def scan_fully(self, request: HttpRequest, queryset: QuerySet[Library]) -> None:
        """Compare every file."""
        self._scan(request, queryset, ScanRun.Mode.FULL)

    def _scan(self, request: HttpRequest, queryset: QuerySet[Library], mode: str) -> None:
        from library.scanner import start_scan

        account = request.user.public_id if isinstance(request.user, User) else None
        for library in queryset:
            try:
                start_scan(library, mode=mode, created_by=account)
            except Conflict:
                self.message_user(
                    request, _("%(name)s is being scanned already.") % {"name": library}, messages.WARNING
                )
            else:
                self.message_user(request, _("The scan of %(name)s begins.") % {"name": library})


@admin.register(RootFolder)
class RootFolderAdmin(ReadOnly, OfVisibleLibraries, Table[RootFolder]):
    """Folders of libraries."""

    list_display = ("path", "library", "file_count", "away_since", "away_reason")
    list_filter = ("library", ("away_since", admin.EmptyFieldListFilter))
    list_select_related = ("library",)
    search_fields = ("path",)
    ordering = ("path", "id")
