"""Where an id that a client remembers leads after a merge or a split."""

from __future__ import annotations

import uuid

from django.db import models


class PublicIdAlias(models.Model):
    """An old public id and the one that took its place. Chains are flattened when they are written."""

    alias = models.UUIDField(unique=True)
    target = models.UUIDField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.alias.hex} → {self.target.hex}"

    @classmethod
    def resolve(cls, public_id: uuid.UUID) -> uuid.UUID:
        """Return the id to look for: the target where `public_id` is an alias, else itself."""
        target = cls.objects.filter(alias=public_id).values_list("target", flat=True).first()
        return target or public_id

    @classmethod
    def record(cls, alias: uuid.UUID, target: uuid.UUID) -> None:
        """Make `alias` and everything that led to it lead to `target`."""
        cls.objects.filter(target=alias).update(target=target)
        cls.objects.update_or_create(alias=alias, defaults={"target": target})
