"""Genres, tags, languages, foreign ids and locks of items."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from library.models.access import AccessClass
from library.models.items import ItemKind, MediaItem
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class Genre(HasPublicId):
    """A genre, from providers and tags. `name_key` is the folded name by which doubles are found."""

    public_id = PublicIdField(TableByte.GENRE)
    name = models.CharField(_("name"), max_length=100)
    name_key = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ItemGenre(models.Model):
    """An item's genre, with the keys that lists sort by, so that a filtered page is one index walk."""

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="item_genres")
    genre = models.ForeignKey(Genre, on_delete=models.CASCADE, related_name="item_genres")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    access_class = models.ForeignKey(AccessClass, on_delete=models.PROTECT, related_name="+")
    sort_title = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "genre"], name="item_genre_once")]
        indexes = [
            models.Index(fields=["genre", "kind", "access_class", "sort_title", "item"], name="genre_by_title"),
            models.Index(fields=["genre", "kind", "access_class", "-added_at", "-item"], name="genre_by_added"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.genre_id}"


class Tag(HasPublicId):
    """A word that people attach to items. A restricted tag takes part in visibility."""

    public_id = PublicIdField(TableByte.TAG)
    name = models.CharField(_("name"), max_length=100)
    name_key = models.CharField(max_length=100, unique=True)
    colour = models.CharField(_("colour"), max_length=7, blank=True)
    is_restricted = models.BooleanField(_("restricted"), default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ItemTag(models.Model):
    """An item's tag, with the keys that lists sort by."""

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="item_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="item_tags")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    access_class = models.ForeignKey(AccessClass, on_delete=models.PROTECT, related_name="+")
    sort_title = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "tag"], name="item_tag_once")]
        indexes = [models.Index(fields=["tag", "kind", "access_class", "sort_title", "item"], name="tag_by_title")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.tag_id}"


class ItemLanguage(models.Model):
    """A language that an item can be heard or read in (BCP 47, or "und")."""

    class Use(models.TextChoices):
        """Sound or subtitles."""

        AUDIO = "audio", _("Sound")
        SUBTITLE = "subtitle", _("Subtitles")

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="languages")
    use = models.CharField(max_length=10, choices=Use.choices)
    language = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "use", "language"], name="item_language_once")]
        indexes = [models.Index(fields=["use", "language", "item"], name="language_to_item")]

    def __str__(self) -> str:
        return f"{self.use} {self.language}"


class ExternalId(models.Model):
    """What another catalogue calls an item: (provider, id)."""

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="external_ids")
    provider = models.CharField(max_length=40)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "provider"], name="external_id_once_per_provider")]
        indexes = [models.Index(fields=["provider", "value"], name="external_id_lookup")]

    def __str__(self) -> str:
        return f"{self.provider}:{self.value}"


class FieldLock(models.Model):
    """A field that a person fixed: no scan and no provider changes it."""

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="field_locks")
    field = models.CharField(max_length=40)
    locked_at = models.DateTimeField(auto_now_add=True)
    locked_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "field"], name="field_lock_once")]

    def __str__(self) -> str:
        return self.field
