"""Files on disk and what is inside them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from library.models.libraries import Folder, Library, RootFolder
from mediaserver.lib.paths import decode_path, display_path
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class MediaFileQuerySet(models.QuerySet["MediaFile"]):
    """Selections of files."""

    def present(self) -> Self:
        """Files that were there at the last scan."""
        return self.filter(missing_since__isnull=True)


class MediaFile(HasPublicId):
    """One file on disk. Its path is kept relative to its root, as reversibly escaped text.

    `quick_hash` is taken from size, head, middle and tail; with the inode it recognises a file that moved.
    `probed_at` None means that its inside was not read yet. `probe_version` tells which reader read it.
    `resolved_at` None asks the next scan to find its place in the catalogue (again).
    """

    class Kind(models.TextChoices):
        """What is inside, by content where it was read, else by suffix."""

        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Sound")
        PICTURE = "picture", _("Picture")
        DOCUMENT = "document", _("Document")

    class Role(models.TextChoices):
        """The file's part beside others of the same thing."""

        MAIN = "main", _("Main")
        RAW = "raw", _("RAW beside a JPEG")
        LIVE = "live", _("Moving part of a live photo")

    public_id = PublicIdField(TableByte.FILE)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="files")
    root = models.ForeignKey(RootFolder, on_delete=models.CASCADE, related_name="files")
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="files")
    path = models.TextField()
    path_hash = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.MAIN)
    size_bytes = models.BigIntegerField()
    mtime_ns = models.BigIntegerField()
    inode = models.BigIntegerField(null=True, blank=True)
    quick_hash = models.BinaryField(max_length=16, null=True, blank=True)
    added_at = models.DateTimeField()
    missing_since = models.DateTimeField(null=True, blank=True)

    probed_at = models.DateTimeField(null=True, blank=True)
    probe_version = models.PositiveSmallIntegerField(default=0)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    container = models.CharField(max_length=40, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    duration_ms = models.BigIntegerField(null=True, blank=True)
    bitrate_bps = models.BigIntegerField(null=True, blank=True)
    has_keyframe_index = models.BooleanField(default=False)
    tags = models.JSONField(default=dict, blank=True)

    objects = MediaFileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "path_hash"], name="file_once_per_root")]
        indexes = [
            models.Index(fields=["size_bytes", "quick_hash"], name="file_by_content"),
            models.Index(fields=["folder", "id"], name="file_by_folder"),
            models.Index(fields=["library", "probed_at", "id"], name="file_by_probe"),
            models.Index(fields=["library", "missing_since"], name="file_by_missing"),
            models.Index(
                fields=["library", "folder", "id"], name="file_to_resolve", condition=Q(resolved_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return display_path(self.path)

    @property
    def path_bytes(self) -> bytes:
        """The path below the root, as the system knows it."""
        return decode_path(self.path)

    @property
    def file_name(self) -> str:
        """The last part of the path, fit to be shown."""
        return display_path(self.path).rsplit("/", 1)[-1]


class MediaStream(models.Model):
    """One video, audio, subtitle or data stream inside a file. `index` counts as FFmpeg does.

    `frame_rate` is kept as a fraction ("24000/1001"). Colours are FFmpeg's names (bt2020nc, smpte2084).
    """

    class Kind(models.TextChoices):
        """What the stream carries."""

        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Sound")
        SUBTITLE = "subtitle", _("Subtitles")
        ATTACHMENT = "attachment", _("Attachment")
        DATA = "data", _("Data")

    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="streams")
    index = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    codec = models.CharField(max_length=40, blank=True)
    profile = models.CharField(max_length=60, blank=True)
    level = models.IntegerField(null=True, blank=True)
    bitrate_bps = models.BigIntegerField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    sample_aspect_ratio = models.CharField(max_length=20, blank=True)
    frame_rate = models.CharField(max_length=20, blank=True)
    bit_depth = models.PositiveSmallIntegerField(null=True, blank=True)
    pixel_format = models.CharField(max_length=30, blank=True)
    colour_primaries = models.CharField(max_length=30, blank=True)
    colour_transfer = models.CharField(max_length=30, blank=True)
    colour_space = models.CharField(max_length=30, blank=True)
    hdr = models.CharField(max_length=20, blank=True)
    is_interlaced = models.BooleanField(default=False)
    rotation = models.SmallIntegerField(default=0)
    channel_count = models.PositiveSmallIntegerField(null=True, blank=True)
    channel_layout = models.CharField(max_length=60, blank=True)
    sample_rate_hz = models.PositiveIntegerField(null=True, blank=True)
    language = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField(default=False)
    is_forced = models.BooleanField(default=False)
    is_hearing_impaired = models.BooleanField(default=False)
    is_cover = models.BooleanField(default=False)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["file", "index"], name="stream_once_per_file")]

    def __str__(self) -> str:
        return f"{self.kind} {self.index}: {self.codec}"


class Chapter(models.Model):
    """A titled time mark inside a file."""

    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveSmallIntegerField()
    start_ms = models.BigIntegerField()
    end_ms = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="chapter_once_per_file")]

    def __str__(self) -> str:
        return self.title or f"#{self.position + 1}"


class Marker(models.Model):
    """A stretch of a file that a viewer may want to skip."""

    class Kind(models.TextChoices):
        """What the stretch is."""

        INTRO = "intro", _("Intro")
        RECAP = "recap", _("Recap")
        CREDITS = "credits", _("Credits")
        COMMERCIAL = "commercial", _("Commercial")

    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="markers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    start_ms = models.BigIntegerField()
    end_ms = models.BigIntegerField()

    class Meta:
        ordering = ["start_ms", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.start_ms}-{self.end_ms}"


class SubtitleFile(HasPublicId):
    """An external subtitle beside a media file, or fetched for it."""

    class Source(models.TextChoices):
        """Where it came from."""

        SIDECAR = "sidecar", _("Beside the file")
        UPLOADED = "uploaded", _("Uploaded")
        FETCHED = "fetched", _("Fetched")

    public_id = PublicIdField(TableByte.SUBTITLE)
    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="subtitle_files")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.SIDECAR)
    path = models.TextField()
    path_hash = models.BinaryField(max_length=16)
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300, blank=True)
    is_forced = models.BooleanField(default=False)
    is_hearing_impaired = models.BooleanField(default=False)
    size_bytes = models.BigIntegerField(default=0)
    mtime_ns = models.BigIntegerField(default=0)
    missing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["language", "id"]
        constraints = [models.UniqueConstraint(fields=["file", "path_hash"], name="subtitle_once_per_file")]

    def __str__(self) -> str:
        return display_path(self.path)
