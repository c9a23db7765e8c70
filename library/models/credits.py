"""People and companies, and their part in items."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from library.models.items import MediaItem
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class Person(HasPublicId):
    """Somebody with a credit. Not an Artist, who is an item of a music library; a link between them is optional."""

    public_id = PublicIdField(TableByte.PERSON)
    name = models.CharField(_("name"), max_length=300)
    name_key = models.CharField(max_length=300, db_index=True)
    sort_name = models.CharField(_("sort name"), max_length=300, blank=True)
    overview = models.TextField(_("biography"), blank=True)
    born_on = models.DateField(_("born"), null=True, blank=True)
    died_on = models.DateField(_("died"), null=True, blank=True)
    external_ids = models.JSONField(default=dict, blank=True)
    artist = models.ForeignKey(MediaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["sort_name", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name


class Credit(models.Model):
    """What a person did for an item."""

    class Role(models.TextChoices):
        """The part."""

        ACTOR = "actor", _("Actor")
        DIRECTOR = "director", _("Director")
        WRITER = "writer", _("Writer")
        PRODUCER = "producer", _("Producer")
        COMPOSER = "composer", _("Composer")
        CREATOR = "creator", _("Creator")
        GUEST = "guest", _("Guest star")
        AUTHOR = "author", _("Author")
        NARRATOR = "narrator", _("Narrator")
        PENCILLER = "penciller", _("Penciller")
        TRANSLATOR = "translator", _("Translator")
        OTHER = "other", _("Other")

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(max_length=12, choices=Role.choices)
    character = models.CharField(_("character"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "person", "role", "character"], name="credit_once")]
        indexes = [models.Index(fields=["person", "role", "item"], name="credit_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"


class ArtistCredit(models.Model):
    """An artist's part in a track or album, in printed order. `join_phrase` follows the name (" feat. ")."""

    class Role(models.TextChoices):
        """The part."""

        ALBUM_ARTIST = "album_artist", _("Album artist")
        ARTIST = "artist", _("Artist")
        COMPOSER = "composer", _("Composer")
        CONDUCTOR = "conductor", _("Conductor")
        REMIXER = "remixer", _("Remixer")

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="artist_credits")
    artist = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="credited_on")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.ARTIST)
    position = models.PositiveSmallIntegerField(default=0)
    join_phrase = models.CharField(max_length=50, blank=True)

    class Meta:
        ordering = ["role", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "artist", "role"], name="artist_credit_once")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.artist_id}"


class Company(HasPublicId):
    """A studio, network, label or publisher."""

    public_id = PublicIdField(TableByte.COMPANY)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name


class ItemCompany(models.Model):
    """A company's part in an item."""

    class Role(models.TextChoices):
        """The part."""

        STUDIO = "studio", _("Studio")
        NETWORK = "network", pgettext_lazy("of television", "Network")
        LABEL = "label", _("Label")
        PUBLISHER = "publisher", _("Publisher")

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="item_companies")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="item_companies")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STUDIO)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "company", "role"], name="item_company_once")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.company_id}"
