"""What comes before and after an item while it plays."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Profile
from library.models import ItemKind, MediaItem


@dataclass(frozen=True)
class Neighbours:
    """The items around one; None where there is none. Specials follow only specials."""

    before: MediaItem | None = None
    after: MediaItem | None = None


def neighbours(item: MediaItem, profile: Profile) -> Neighbours:
    """Return the episodes or tracks around an item, among those the profile may see."""
    if item.kind == ItemKind.EPISODE and item.root_id:
        rows = MediaItem.objects.visible_to(profile).filter(root_id=item.root_id, kind=ItemKind.EPISODE)
        rows = rows.filter(parent_number=0) if item.parent_number == 0 else rows.exclude(parent_number=0)
    elif item.kind == ItemKind.TRACK and item.parent_id:
        rows = MediaItem.objects.visible_to(profile).filter(parent_id=item.parent_id, kind=ItemKind.TRACK)
    else:
        return Neighbours()
    ordered = list(rows.order_by("parent_number", "number", "id").values_list("pk", flat=True))
    if item.pk not in ordered:
        return Neighbours()
    place = ordered.index(item.pk)
    wanted = {pk for pk in (ordered[place - 1] if place else None, *ordered[place + 1 : place + 2]) if pk}
    found = MediaItem.objects.in_bulk(wanted)
    return Neighbours(
        before=found.get(ordered[place - 1]) if place else None,
        after=found.get(ordered[place + 1]) if place + 1 < len(ordered) else None,
    )
