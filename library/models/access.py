"""What visibility is decided by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from library.models.libraries import Library


class AccessClass(models.Model):
    """(library, effective age, set of restricted tags) of items: `visible_to` is membership in a set of these rows.

    `effective_age` is the strictest stated rating from the item upwards, `UNRATED` where none is stated.
    `restricted_tags` holds tag ids in ascending order joined by commas.
    """

    UNRATED: ClassVar[int] = -1

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="access_classes")
    effective_age = models.SmallIntegerField(default=-1)
    restricted_tags = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "effective_age", "restricted_tags"], name="access_class_once")
        ]

    def __str__(self) -> str:
        return f"{self.library_id}/{self.effective_age}/{self.restricted_tags}"

    @property
    def tag_ids(self) -> frozenset[int]:
        """Primary keys of the restricted tags."""
        return frozenset(int(part) for part in self.restricted_tags.split(",") if part)


class ProfileAccess(models.Model):
    """What one profile may see, as far as libraries and tags go. A profile without a row sees nothing."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="access")
    all_libraries = models.BooleanField(_("all libraries, future ones too"), default=False)
    unrated_allowed = models.BooleanField(_("may see what has no age rating"), default=True)
    blocked_tags = models.ManyToManyField("library.Tag", blank=True, related_name="blocked_for")

    def __str__(self) -> str:
        return str(self.profile)


class LibraryGrant(models.Model):
    """A profile may see a library."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="library_grants")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "library"], name="library_grant_once")]

    def __str__(self) -> str:
        return f"{self.profile} → {self.library}"
