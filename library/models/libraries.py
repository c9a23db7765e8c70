"""Libraries, their roots, and the folders below them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediaserver.lib.paths import decode_path
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class LibraryKind(models.TextChoices):
    """The one media kind of a library."""

    MOVIES = "movies", _("Films")
    SERIES = "series", _("Series")
    MUSIC = "music", _("Music")
    PHOTOS = "photos", _("Photos")


class Library(HasPublicId):
    """A named set of root folders of one media kind; the unit of access.

    `facts_version` grows with each change that pages would show, so that a page can tell whether it is stale.
    """

    class Watching(models.TextChoices):
        """How changes on disk are noticed."""

        AUTOMATIC = "automatic", _("Notices where they work, else looking")
        NOTICES = "notices", _("Notices of the system")
        POLLING = "polling", _("Looking every few minutes")
        OFF = "off", _("Only on request and at night")

    public_id = PublicIdField(TableByte.LIBRARY)
    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=LibraryKind.choices)
    language = models.CharField(_("language of names and texts"), max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    watching = models.CharField(_("changes"), max_length=12, choices=Watching.choices, default=Watching.AUTOMATIC)
    watching_now = models.CharField(max_length=12, blank=True, editable=False)
    watching_reason = models.TextField(blank=True, editable=False)
    poll_interval_s = models.PositiveIntegerField(_("look every (seconds)"), default=600)
    facts_version = models.PositiveBigIntegerField(default=0, editable=False)
    last_scan_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_full_scan_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "name", "id"]
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def __str__(self) -> str:
        return self.name


class RootFolder(HasPublicId):
    """An absolute directory of a library. Roots never contain each other.

    `path` is reversibly escaped text (names on disk need not be UTF-8), see `mediaserver.lib.paths`.
    `away_since` is set while the root is not there or has emptied suddenly.
    """

    public_id = PublicIdField(TableByte.ROOT_FOLDER)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="roots")
    path = models.TextField(_("folder"))
    path_hash = models.BinaryField(max_length=16, unique=True, editable=False)
    away_since = models.DateTimeField(null=True, blank=True, editable=False)
    away_reason = models.CharField(max_length=20, blank=True, editable=False)
    file_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.path

    @property
    def path_bytes(self) -> bytes:
        """The directory as the system knows it."""
        return decode_path(self.path)


class Folder(HasPublicId):
    """A directory below a root, with the time stamps by which a quick scan tells that nothing changed.

    `path` is relative to the root ("" is the root itself). `mtime_ns` is the directory's own time when its
    entries were last read completely; 0 asks the next scan to read it.
    """

    public_id = PublicIdField(TableByte.FOLDER)
    root = models.ForeignKey(RootFolder, on_delete=models.CASCADE, related_name="folders")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    path = models.TextField(blank=True)
    path_hash = models.BinaryField(max_length=16)
    mtime_ns = models.BigIntegerField(default=0)
    scanned_at = models.DateTimeField(null=True, blank=True)
    missing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "path_hash"], name="folder_once_per_root")]

    def __str__(self) -> str:
        return self.path or "/"
