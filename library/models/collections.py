"""Groups and ordered lists of items, which reach across libraries."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from library.models.items import MediaItem
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class Collection(HasPublicId):
    """Items that belong together. Whoever looks sees only the visible part, in its order."""

    class Origin(models.TextChoices):
        """How it came to be."""

        MANUAL = "manual", _("By hand")
        PROVIDER = "provider", _("From a provider")
        RULES = "rules", _("By rules")

    public_id = PublicIdField(TableByte.COLLECTION)
    name = models.CharField(_("name"), max_length=200)
    sort_name = models.CharField(_("sort name"), max_length=200, blank=True)
    overview = models.TextField(_("overview"), blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MANUAL)
    is_ordered = models.BooleanField(_("in order"), default=False)
    external_ids = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["sort_name", "id"]

    def __str__(self) -> str:
        return self.name


class CollectionEntry(models.Model):
    """An item's place in a collection."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="collection_entries")
    position = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = _("collection entries")
        constraints = [models.UniqueConstraint(fields=["collection", "item"], name="collection_entry_once")]

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.item_id}"


class Playlist(HasPublicId):
    """An ordered list that belongs to a profile."""

    public_id = PublicIdField(TableByte.PLAYLIST)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="playlists")
    name = models.CharField(_("name"), max_length=200)
    overview = models.TextField(_("overview"), blank=True)
    is_shared = models.BooleanField(_("shared"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class PlaylistEntry(models.Model):
    """A place in a playlist. An item may stand in it more than once."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="playlist_entries")
    position = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = _("playlist entries")

    def __str__(self) -> str:
        return f"{self.playlist_id}: {self.item_id}"
