"""Pictures of items, people, companies, collections, playlists and libraries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from library.models.collections import Collection, Playlist
from library.models.credits import Company, Person
from library.models.files import MediaFile
from library.models.items import MediaItem
from library.models.libraries import Library
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte

OWNERS = ("item", "person", "company", "collection", "playlist", "library")


class Artwork(HasPublicId):
    """One picture with exactly one owner.

    The original lies under its `content_hash` in the data directory, except where `file` names the photo it is.
    `ratio` is width divided by height; `tint` one colour of it ("#rrggbb"), clamped as the look asks.
    Of several of one kind the lowest `rank` is shown; `is_chosen` marks a person's choice, which no scan changes.
    """

    class Kind(models.TextChoices):
        """What the picture is for."""

        POSTER = "poster", _("Poster")
        BACKDROP = "backdrop", _("Backdrop")
        LOGO = "logo", _("Title logo")
        BANNER = "banner", _("Banner")
        THUMB = "thumb", _("Landscape")
        STILL = "still", _("Still")
        COVER = "cover", _("Cover")
        DISC = "disc", _("Disc")
        PHOTO = "photo", _("Photo")
        PORTRAIT = "portrait", _("Portrait")

    class Source(models.TextChoices):
        """Where it came from."""

        LOCAL = "local", _("Beside the file")
        EMBEDDED = "embedded", _("Inside the file")
        FRAME = "frame", _("Frame of the video")
        TYPOGRAPHIC = "typographic", _("Made from the title")
        PROVIDER = "provider", _("Metadata provider")
        UPLOADED = "uploaded", _("Uploaded")
        PHOTO = "photo", _("The photo itself")

    public_id = PublicIdField(TableByte.ARTWORK)
    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="artwork")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="artwork")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="artwork")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, null=True, blank=True, related_name="artwork")
    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, null=True, blank=True, related_name="artwork")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, null=True, blank=True, related_name="artwork")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    origin = models.TextField(blank=True)
    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, null=True, blank=True, related_name="artwork")
    content_hash = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=50, default="image/webp")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    ratio = models.FloatField(default=1.0)
    tint = models.CharField(max_length=7, blank=True)
    rank = models.SmallIntegerField(default=0)
    is_chosen = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-is_chosen", "rank", "id"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                name="artwork_one_owner",
                condition=(
                    Q(item__isnull=False, person=None, company=None, collection=None, playlist=None, library=None)
                    | Q(item=None, person__isnull=False, company=None, collection=None, playlist=None, library=None)
                    | Q(item=None, person=None, company__isnull=False, collection=None, playlist=None, library=None)
                    | Q(item=None, person=None, company=None, collection__isnull=False, playlist=None, library=None)
                    | Q(item=None, person=None, company=None, collection=None, playlist__isnull=False, library=None)
                    | Q(item=None, person=None, company=None, collection=None, playlist=None, library__isnull=False)
                ),
            )
        ]
        indexes = [models.Index(fields=["item", "kind", "rank"], name="artwork_by_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.width}×{self.height}"
