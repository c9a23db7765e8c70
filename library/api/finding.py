"""Finding the row that an address names, for the profile that asks. What it may not see is not there: 404, never 403."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404

from accounts.models import Profile
from library.access import visible_class_ids, visible_libraries
from library.models import ItemFile, Library, MediaFile, MediaItem
from library.models.items import MediaItemQuerySet
from mediaserver.system.models import PublicIdAlias

Row = TypeVar("Row", bound=Model)


def find(rows: QuerySet[Row], public_id: uuid.UUID) -> Row:
    """Return the row with the id, or with the id that took its place in a merge. Raises Http404."""
    found = rows.filter(public_id=public_id).first()
    if found is None:
        target = PublicIdAlias.resolve(public_id)
        found = rows.filter(public_id=target).first() if target != public_id else None
    if found is None:
        raise Http404
    return found


def find_item(profile: Profile, item_id: uuid.UUID, rows: MediaItemQuerySet | None = None) -> MediaItem:
    """Return a visible item. Raises Http404."""
    start = MediaItem.objects.visible_to(profile) if rows is None else rows.visible_to(profile)
    return find(start, item_id)


def find_items(profile: Profile, item_ids: Iterable[uuid.UUID]) -> list[MediaItem]:
    """Return visible items in the order asked for. Raises Http404 where one is not there."""
    wanted = list(item_ids)
    rows = {row.public_id: row for row in MediaItem.objects.visible_to(profile).filter(public_id__in=wanted)}
    return [rows[item_id] if item_id in rows else find_item(profile, item_id) for item_id in wanted]


def find_library(profile: Profile, library_id: uuid.UUID) -> Library:
    """Return a library the profile was given. Raises Http404."""
    return find(visible_libraries(profile), library_id)


def visible_files(profile: Profile) -> QuerySet[MediaFile]:
    """Files of visible items."""
    links = ItemFile.objects.filter(
        file_id=OuterRef("pk"), version__item__access_class_id__in=visible_class_ids(profile)
    )
    return MediaFile.objects.filter(Exists(links))
