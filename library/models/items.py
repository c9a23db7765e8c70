"""The one table of everything a person can browse."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from library.models.access import AccessClass
from library.models.libraries import Library
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class ItemKind(models.TextChoices):
    """What an item is."""

    MOVIE = "movie", _("Film")
    SERIES = "series", _("Series")
    SEASON = "season", _("Season")
    EPISODE = "episode", _("Episode")
    ARTIST = "artist", _("Artist")
    ALBUM = "album", _("Album")
    TRACK = "track", _("Track")
    PHOTO_ALBUM = "photo_album", _("Photo album")
    PHOTO = "photo", _("Photo")
    HOME_VIDEO = "home_video", _("Home video")
    MUSIC_VIDEO = "music_video", _("Music video")
    EXTRA = "extra", _("Extra")
    COMIC_SERIES = "comic_series", _("Comic series")
    COMIC_ISSUE = "comic_issue", _("Comic issue")
    BOOK = "book", _("Book")
    AUDIO_BOOK = "audio_book", _("Audiobook")


VIDEO_KINDS = (ItemKind.MOVIE, ItemKind.EPISODE, ItemKind.HOME_VIDEO, ItemKind.MUSIC_VIDEO, ItemKind.EXTRA)
PLAYABLE_KINDS = (*VIDEO_KINDS, ItemKind.TRACK)
LEAF_KINDS = (*PLAYABLE_KINDS, ItemKind.PHOTO, ItemKind.COMIC_ISSUE, ItemKind.BOOK, ItemKind.AUDIO_BOOK)


class Availability(models.TextChoices):
    """Whether the item's files are there. Derived from them, and stored."""

    AVAILABLE = "available", _("Available")
    AWAY = "away", _("Drive is away")
    MISSING = "missing", _("Missing")
    WANTED = "wanted", _("Wanted")


class MediaItemQuerySet(models.QuerySet["MediaItem"]):
    """Selections of items. For anyone but the server itself, each one starts with `visible_to`."""

    def visible_to(self, profile: Profile) -> Self:
        """Items the profile may see: the only door to items.

        Membership of the access class in the profile's set, and nothing else. A container carries the class of
        its most widely visible leaf (`library.access.reclass`), so that it is seen only through a visible leaf.
        """
        from library.access import visible_class_ids

        return self.filter(access_class_id__in=visible_class_ids(profile))

    def of_kind(self, *kinds: str) -> Self:
        """Items of the given kinds."""
        return self.filter(kind=kinds[0]) if len(kinds) == 1 else self.filter(kind__in=kinds)

    def present(self) -> Self:
        """Items with files, or once with files: everything but wanted ones."""
        return self.exclude(availability=Availability.WANTED)


_ItemsManager = models.Manager.from_queryset(MediaItemQuerySet)


class MediaItemManager(_ItemsManager["MediaItem"]):
    """Items; of a proxy model, only those of its kind."""

    def get_queryset(self) -> MediaItemQuerySet:
        """Rows of the model's kind, all rows for MediaItem itself."""
        rows = MediaItemQuerySet(self.model, using=self._db)
        return rows.filter(kind=self.model.KIND) if self.model.KIND else rows


class MediaItem(HasPublicId):
    """One entry of the catalogue: a film, a season, an artist, a photo … `kind` says which.

    `parent` is one step up (episode → season → series, track → album → artist, photo → photo album); `root` is the
    series, album or book series at the top that leaves are counted under. `identity_key` is what the scanner
    recognises the item by inside its library; it is never shown. `number` is the episode, season, track or issue
    number, `parent_number` the season or disc it stands in. `sort_at` is the date its kind is ordered by.
    `leaf_count` counts playable items below. `facts` holds display-only facts of the kind (`library.item_facts`).
    """

    public_id = PublicIdField(TableByte.ITEM)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    root = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="descendants")
    identity_key = models.CharField(max_length=64)
    access_class = models.ForeignKey(AccessClass, on_delete=models.PROTECT, related_name="items")
    availability = models.CharField(max_length=10, choices=Availability.choices, default=Availability.AVAILABLE)

    title = models.CharField(_("title"), max_length=500)
    sort_title = models.CharField(_("sort title"), max_length=500, blank=True)
    original_title = models.CharField(_("original title"), max_length=500, blank=True)
    tagline = models.CharField(_("tagline"), max_length=500, blank=True)
    overview = models.TextField(_("overview"), blank=True)
    year = models.SmallIntegerField(_("year"), null=True, blank=True)
    released_on = models.DateField(_("released"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"))
    updated_at = models.DateTimeField(auto_now=True)
    sort_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    number = models.IntegerField(_("number"), null=True, blank=True)
    number_end = models.IntegerField(_("last number"), null=True, blank=True)
    parent_number = models.IntegerField(_("season or disc"), null=True, blank=True)
    absolute_number = models.IntegerField(_("absolute number"), null=True, blank=True)
    disc_number = models.SmallIntegerField(_("disc"), null=True, blank=True)
    duration_ms = models.BigIntegerField(_("length (ms)"), null=True, blank=True)
    leaf_count = models.PositiveIntegerField(default=0)
    content_rating = models.CharField(_("content rating"), max_length=20, blank=True)
    content_rating_age = models.SmallIntegerField(_("age"), null=True, blank=True)
    community_rating = models.FloatField(_("community rating"), null=True, blank=True)
    resolution_class = models.CharField(_("resolution"), max_length=8, blank=True)
    hdr_class = models.CharField(_("HDR"), max_length=16, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    genres = models.ManyToManyField("library.Genre", through="library.ItemGenre", related_name="items")
    tags = models.ManyToManyField("library.Tag", through="library.ItemTag", related_name="items")

    objects = MediaItemManager()

    class Meta:
        ordering = ["sort_title", "id"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(fields=["library", "kind", "identity_key"], name="item_once_per_identity"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="item_not_its_own_parent"),
        ]
        indexes = [
            models.Index(fields=["kind", "access_class", "sort_title", "id"], name="item_by_title"),
            models.Index(fields=["kind", "access_class", "-added_at", "-id"], name="item_by_added"),
            models.Index(fields=["kind", "access_class", "-sort_at", "-id"], name="item_by_date"),
            models.Index(fields=["kind", "access_class", "-year", "sort_title", "id"], name="item_by_year"),
            models.Index(fields=["kind", "access_class", "-community_rating", "-id"], name="item_by_rating"),
            models.Index(fields=["kind", "access_class", "duration_ms", "id"], name="item_by_length"),
            models.Index(fields=["parent", "parent_number", "number", "id"], name="item_by_number"),
            models.Index(fields=["root", "parent_number", "number", "id"], name="item_by_root"),
            models.Index(fields=["library", "kind", "-added_at", "-id"], name="item_by_library"),
        ]

    KIND: ClassVar[str | None] = None

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a proxy's row its kind."""
        if self.KIND and not self.kind:
            self.kind = self.KIND
        super().save(*args, **kwargs)

    @property
    def is_leaf(self) -> bool:
        """Whether the item has files of its own rather than children."""
        return self.kind in LEAF_KINDS

    @property
    def is_playable(self) -> bool:
        """Whether a player opens it."""
        return self.kind in PLAYABLE_KINDS
