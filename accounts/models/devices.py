"""Installed clients and the secrets that programs sign in with."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.profiles import Profile
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte

TOKEN_PREFIX = "hearth_"  # noqa: S105  (the public beginning of every token)


class Device(HasPublicId):
    """One installed client: a browser, an app, a television. `client_key` is what the client calls itself by."""

    public_id = PublicIdField(TableByte.DEVICE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, null=True, blank=True, related_name="devices")
    client_key = models.CharField(max_length=100)
    name = models.CharField(_("name"), max_length=100)
    client = models.CharField(_("program"), max_length=100, blank=True)
    client_version = models.CharField(_("version"), max_length=50, blank=True)
    session_key = models.CharField(max_length=40, blank=True, db_index=True, editable=False)
    last_seen_at = models.DateTimeField(default=timezone.now)
    last_address = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "client_key"], name="device_key_once_per_user")]

    def __str__(self) -> str:
        return self.name


class ApiToken(HasPublicId):
    """A secret that a program signs in with. Only its hash is kept; the secret is shown once.

    A token bound to a profile acts as that profile; an unbound one acts as the account's first.
    """

    class Scope(models.TextChoices):
        """What the token may be used for."""

        READ = "read", _("Read")
        PLAY = "play", _("Play")
        MANAGE = "manage", _("Manage the library")
        ADMIN = "admin", _("Run the server")

    ALL_SCOPES: ClassVar[list[str]] = [scope.value for scope in Scope]

    public_id = PublicIdField(TableByte.API_TOKEN)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, blank=True, related_name="api_tokens")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, blank=True, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def hash_of(secret: str) -> str:
        """Return what is stored of a secret. The secret has 256 random bits, so a plain SHA-256 is enough."""
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def issue(
        cls, *, profile: Profile, name: str, scopes: list[str], expires_at: datetime | None = None
    ) -> tuple[ApiToken, str]:
        """Make a token for a profile; returns the row and the secret, which can't be shown again."""
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        row = cls.objects.create(
            user=profile.user,
            profile=profile,
            name=name,
            token_hash=cls.hash_of(secret),
            scopes=[scope for scope in scopes if scope in cls.ALL_SCOPES],
            expires_at=expires_at,
        )
        return row, secret

    @property
    def is_valid(self) -> bool:
        """Whether it may be used now."""
        return (self.expires_at is None or self.expires_at > timezone.now()) and self.user.is_active
