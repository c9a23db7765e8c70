"""What lies below a container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.models import ItemKind, MediaItem
from library.models.items import LEAF_KINDS, MediaItemQuerySet

if TYPE_CHECKING:
    from accounts.models import Profile

COUNTED_LEAVES = tuple(kind for kind in LEAF_KINDS if kind != ItemKind.EXTRA)
"""Trailers and interviews do not make a film more or less seen."""


def leaves_of(item: MediaItem, profile: Profile) -> MediaItemQuerySet:
    """The item itself where it is played or read, else everything below it that the profile sees."""
    visible = MediaItem.objects.visible_to(profile)
    if item.is_leaf:
        return visible.filter(pk=item.pk)
    below = visible.filter(kind__in=COUNTED_LEAVES)
    if item.kind == ItemKind.SERIES:
        return below.filter(root_id=item.pk)
    if item.kind == ItemKind.ARTIST:
        return below.filter(parent__in=visible.filter(parent_id=item.pk, kind=ItemKind.ALBUM))
    return below.filter(parent_id=item.pk)
