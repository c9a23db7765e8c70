"""Accounts that sign in."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte


class Role(models.TextChoices):
    """What an account may do to the server. What a profile may see is another question (`library.access`)."""

    OWNER = "owner", _("Owner")
    LIBRARIAN = "librarian", _("Librarian")
    MEMBER = "member", _("Member")
    GUEST = "guest", _("Guest")


def compared_name(username: str) -> str:
    """Return the form in which user names are compared: trimmed, NFKC, folded."""
    return unicodedata.normalize("NFKC", username.strip()).casefold()


class UserManager(BaseUserManager["User"]):
    """Makes accounts with a first profile."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account whatever the case its name is typed in."""
        return self.get(username_key=compared_name(username or ""))

    @transaction.atomic
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make an account and its first profile, named alike."""
        from accounts.models.profiles import Profile

        profile_name = fields.pop("profile_name", "") or username.strip()
        user = self.model(username=username.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        Profile.objects.create(user=user, name=profile_name, language=user.language)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make an owner (Django's `createsuperuser`)."""
        from accounts.events import owner_made

        user = self.create_user(username, password, role=Role.OWNER, **fields)
        owner_made.send(sender=self.model, user=user)
        return user


class User(AbstractBaseUser, HasPublicId):
    """An account that signs in. Owns its profiles, devices and tokens."""

    public_id = PublicIdField(TableByte.USER)
    username = models.CharField(_("name"), max_length=150)
    username_key = models.CharField(max_length=150, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username_key"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the compared form of the name in step."""
        self.username_key = compared_name(self.username)
        super().save(*args, **kwargs)

    @property
    def is_owner(self) -> bool:
        """Whether the account runs the server."""
        return self.role == Role.OWNER

    @property
    def is_librarian(self) -> bool:
        """Whether the account may change the catalogue (owners may)."""
        return self.role in {Role.OWNER, Role.LIBRARIAN}

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin opens for the account."""
        return self.is_active and self.is_librarian

    @property
    def is_superuser(self) -> bool:
        """Django's word for the owner."""
        return self.is_active and self.is_owner

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Owners may everything; librarians may everything about the library."""
        return self.is_superuser or (self.is_staff and perm.startswith("library."))

    def has_perms(self, perm_list: list[str], obj: Any = None) -> bool:
        """Whether all of the permissions are held."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin shows the app."""
        return self.is_superuser or (self.is_staff and app_label == "library")
