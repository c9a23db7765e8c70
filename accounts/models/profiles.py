"""Viewers inside an account."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class Profile(HasPublicId):
    """A viewer: owner of watch state, languages and the parental limit.

    Which libraries and tags a profile may see is kept by `library.access`, which knows libraries.
    `highest_age` None means without limit.
    """

    class Theme(models.TextChoices):
        """Colours of the pages."""

        SYSTEM = "system", _("As the system")
        DARK = "dark", _("Dark")
        LIGHT = "light", _("Light")

    class Contrast(models.TextChoices):
        """Strength of greys and lines."""

        NORMAL = "normal", _("Normal")
        MORE = "more", _("More")

    public_id = PublicIdField(TableByte.PROFILE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profiles")
    name = models.CharField(_("name"), max_length=60)
    colour = models.CharField(_("colour"), max_length=7, default="#7a4a2c")
    pin_hash = models.CharField(max_length=200, blank=True, editable=False)
    is_child = models.BooleanField(_("child"), default=False)
    highest_age = models.PositiveSmallIntegerField(_("highest age"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    audio_languages = models.JSONField(_("languages of sound"), default=list, blank=True)
    subtitle_languages = models.JSONField(_("languages of subtitles"), default=list, blank=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    contrast = models.CharField(_("contrast"), max_length=10, choices=Contrast.choices, default=Contrast.NORMAL)
    home_layout = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="profile_name_once_per_user")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_pin(self) -> bool:
        """Whether entering the profile asks for a PIN."""
        return bool(self.pin_hash)

    def set_pin(self, pin: str) -> None:
        """Keep a PIN as a slow hash; an empty one takes it away."""
        self.pin_hash = make_password(pin) if pin else ""

    def check_pin(self, pin: str) -> bool:
        """Whether `pin` opens the profile."""
        return not self.pin_hash or check_password(pin, self.pin_hash)
