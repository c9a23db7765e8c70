"""Which pictures a profile may see: those whose owner it may see."""

from __future__ import annotations

import uuid

from accounts.models import Profile
from library.access import visible_class_ids, visible_libraries
from library.models import Artwork, CollectionEntry, Credit, ItemCompany


def find_artwork(public_id: uuid.UUID, profile: Profile) -> Artwork | None:
    """Return the picture, None where there is none or the profile may not see what it shows."""
    rows = Artwork.objects.select_related("item", "playlist", "file__root")
    artwork = rows.filter(public_id=public_id).first()
    if artwork is None or not _may_see(artwork, profile):
        return None
    return artwork


def _may_see(artwork: Artwork, profile: Profile) -> bool:
    """People, companies and collections are visible only through a visible item; a playlist to whom it belongs."""
    classes = visible_class_ids(profile)
    if artwork.item is not None:
        return artwork.item.access_class_id in classes
    if artwork.person_id:
        return Credit.objects.filter(person_id=artwork.person_id, item__access_class_id__in=classes).exists()
    if artwork.company_id:
        return ItemCompany.objects.filter(company_id=artwork.company_id, item__access_class_id__in=classes).exists()
    if artwork.collection_id:
        entries = CollectionEntry.objects.filter(collection_id=artwork.collection_id)
        return entries.filter(item__access_class_id__in=classes).exists()
    if artwork.playlist is not None:
        return artwork.playlist.profile_id == profile.pk
    return visible_libraries(profile).filter(artwork=artwork).exists()
