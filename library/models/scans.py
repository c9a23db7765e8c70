"""Records of scans, and of files that could not be read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from library.models.libraries import Library, RootFolder
from mediaserver.lib.paths import display_path
from mediaserver.system.models import Job


class ScanRun(models.Model):
    """One comparison of a library with its folders: what was seen and what changed."""

    class Mode(models.TextChoices):
        """How thoroughly."""

        QUICK = "quick", _("By folder times")
        FULL = "full", _("Every file's size and time")
        FOLDER = "folder", _("One folder")

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="scan_runs")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    folder_count = models.PositiveIntegerField(default=0)
    file_count = models.PositiveIntegerField(default=0)
    added_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    moved_count = models.PositiveIntegerField(default=0)
    missing_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.library} {self.started_at:%Y-%m-%d %H:%M}"


class SkippedFile(models.Model):
    """A file that a scan passed over: why, and what would mend it. Gone when the file can be read again."""

    class Reason(models.TextChoices):
        """Why it was passed over."""

        UNREADABLE = "unreadable", _("May not be read")
        EMPTY = "empty", _("Is empty")
        BROKEN = "broken", _("Is damaged or cut off")
        NOT_MEDIA = "not_media", _("Holds no media of this library's kind")
        CRASHED = "crashed", _("Crashed the reader")
        TOO_SLOW = "too_slow", _("Took too long to read")
        TOO_LARGE = "too_large", _("Needs too much memory")
        PATH_TOO_LONG = "path_too_long", _("Path is too long")
        LINK = "link", _("Link leads out of the library or in a circle")
        UNNAMED = "unnamed", _("Name could not be understood")

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="skipped_files")
    root = models.ForeignKey(RootFolder, on_delete=models.CASCADE, related_name="skipped_files")
    path = models.TextField()
    path_hash = models.BinaryField(max_length=16)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    detail = models.TextField(blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    mtime_ns = models.BigIntegerField(null=True, blank=True)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["path", "id"]
        constraints = [models.UniqueConstraint(fields=["root", "path_hash"], name="skipped_file_once")]

    def __str__(self) -> str:
        return display_path(self.path)
