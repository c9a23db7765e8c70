"""A work is not a file: editions, versions, and the only link between items and files."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from library.models.files import MediaFile
from library.models.items import MediaItem
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class Edition(models.Model):
    """Another cut or issue of an item: Director's Cut, Deluxe."""

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="editions")
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="edition_once_per_item")]

    def __str__(self) -> str:
        return self.name


class Version(HasPublicId):
    """The item, or one edition of it, in one technical form (1080p, 4K); has one or more files in parts.

    `quality` orders versions, best first; `label` is what people see where there are several.
    """

    public_id = PublicIdField(TableByte.VERSION)
    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="versions")
    edition = models.ForeignKey(Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="versions")
    label = models.CharField(_("label"), max_length=200, blank=True)
    quality = models.IntegerField(default=0)

    class Meta:
        ordering = ["-quality", "id"]

    def __str__(self) -> str:
        return self.label or f"#{self.pk}"


class ItemFile(models.Model):
    """One file's part in a version: part number, and the stretch of the file where it holds several items.

    `start_ms` and `end_ms` None mean the whole file.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="item_files")
    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="item_files")
    part_index = models.PositiveSmallIntegerField(default=0)
    start_ms = models.BigIntegerField(null=True, blank=True)
    end_ms = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["part_index", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "file", "part_index"], name="item_file_once")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.file_id}"
