"""Files, and those that scans passed over."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from library.admin.doors import OfVisibleLibraries
from library.models import Chapter, Marker, MediaFile, MediaStream, ScanRun, SkippedFile, SubtitleFile
from mediaserver.lib.admin_tables import ReadOnly, Rows, Table


class StreamRows(ReadOnly, Rows):
    """What is inside the file."""

    model = MediaStream
    fields = (
        "index", "kind", "codec", "profile", "language", "title", "width", "height", "hdr", "channel_count",
        "bitrate_bps", "is_default", "is_forced",
    )  # fmt: skip
    readonly_fields = fields


class ChapterRows(ReadOnly, Rows):
    """Chapters."""

    model = Chapter
    fields = ("position", "start_ms", "end_ms", "title")
    readonly_fields = fields


class MarkerRows(Rows):
    """Intro, credits: may be mended by hand."""

    model = Marker
    fields = ("kind", "start_ms", "end_ms")


class SubtitleRows(ReadOnly, Rows):
    """Subtitles beside the file."""

    model = SubtitleFile
    fields = ("path", "format", "language", "is_forced", "is_hearing_impaired", "missing_since")
    readonly_fields = fields


@admin.register(MediaFile)
class FileAdmin(OfVisibleLibraries, Table[MediaFile]):
    """Files on disk, as the last scan saw them."""

    list_display = ("__str__", "library", "kind", "size", "container", "probed_at", "missing_since")
    list_filter = (
        "kind",
        "role",
        ("missing_since", admin.EmptyFieldListFilter),
        ("probed_at", admin.EmptyFieldListFilter),
        "library",
    )
    search_fields = ("path",)
    ordering = ("-id",)
    inlines = (StreamRows, SubtitleRows, ChapterRows, MarkerRows)
    fields: ClassVar[tuple[str, ...]] = (
        "public_id", "library", "root", "path", "kind", "role", "size_bytes", "container", "content_type",
        "duration_ms", "bitrate_bps", "has_keyframe_index", "added_at", "probed_at", "missing_since",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[MediaFile]:
        """Leave the tags in the database: they can be long."""
        return super().get_queryset(request).select_related("library", "root").defer("tags")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Files come from scans."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: MediaFile | None = None) -> bool:
        """Nothing is deleted by the way."""
        return False

    @admin.display(description=_("size"), ordering="size_bytes")
    def size(self, row: MediaFile) -> str:
        """Size for people."""
        return filesizeformat(row.size_bytes)


@admin.register(SkippedFile)
class SkippedFileAdmin(ReadOnly, OfVisibleLibraries, Table[SkippedFile]):
    """Files that scans passed over, and why."""

    list_display = ("__str__", "library", "reason", "detail", "last_seen_at")
    list_filter = ("reason", "library")
    list_select_related = ("library", "root")
    search_fields = ("path", "detail")
    ordering = ("path", "id")


@admin.register(ScanRun)
class ScanRunAdmin(ReadOnly, OfVisibleLibraries, Table[ScanRun]):
    """What scans saw and changed."""

    list_display = (
        "started_at", "library", "mode", "outcome", "file_count", "added_count", "changed_count", "moved_count",
        "missing_count", "skipped_count",
    )  # fmt: skip
    list_filter = ("mode", "outcome", "library")
    list_select_related = ("library",)
    ordering = ("-started_at", "-id")
