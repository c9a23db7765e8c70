"""Where a profile stands with a page of items, in at most two queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from library.models import ItemKind, MediaItem, WatchState
from library.watch_state import progress_percent, resume_offered

if TYPE_CHECKING:
    from accounts.models import Profile

COUNTED = frozenset({ItemKind.SERIES, ItemKind.SEASON})


class Standing:
    """Watch states of some items, and how many episodes of series and seasons are still to be seen."""

    def __init__(self, items: Sequence[MediaItem], profile: Profile) -> None:
        rows = WatchState.objects.filter(profile=profile, item_id__in=[item.pk for item in items])
        self._states = {state.item_id: state for state in rows}
        self._unseen = _unseen_counts([item for item in items if item.kind in COUNTED], profile)

    def state(self, item: MediaItem) -> WatchState | None:
        """The profile's state of the item."""
        return self._states.get(item.pk)

    def is_seen(self, item: MediaItem) -> bool:
        """Whether it was seen; a series or season: whether nothing of it is left."""
        if item.kind in COUNTED:
            return item.leaf_count > 0 and not self._unseen.get(item.pk)
        state = self.state(item)
        return bool(state and state.is_watched)

    def unseen_count(self, item: MediaItem) -> int | None:
        """How many episodes are left; None for other kinds and where nothing is."""
        return self._unseen.get(item.pk) if item.kind in COUNTED else None

    def is_favourite(self, item: MediaItem) -> bool:
        """Whether the profile gave it a heart."""
        state = self.state(item)
        return bool(state and state.is_favourite)

    def resume_ms(self, item: MediaItem) -> int:
        """Where to go on; 0 at the start."""
        return resume_offered(self.state(item), item.duration_ms)

    def percent(self, item: MediaItem) -> int | None:
        """Per cent seen where going on is offered."""
        return progress_percent(self.resume_ms(item), item.duration_ms)


def _unseen_counts(containers: list[MediaItem], profile: Profile) -> dict[int, int]:
    """Unseen episodes by series (without specials) and by season."""
    if not containers:
        return {}
    seen = WatchState.objects.filter(profile=profile, item_id=OuterRef("pk"), is_watched=True)
    unseen = MediaItem.objects.visible_to(profile).filter(kind=ItemKind.EPISODE).exclude(Exists(seen)).order_by()
    series = [item.pk for item in containers if item.kind == ItemKind.SERIES]
    seasons = [item.pk for item in containers if item.kind == ItemKind.SEASON]
    found: dict[int, int] = {}
    if series:
        regular = unseen.filter(~Q(parent_number=0), root_id__in=series)
        found.update(regular.values_list("root_id").annotate(Count("pk")))
    if seasons:
        found.update(unseen.filter(parent_id__in=seasons).values_list("parent_id").annotate(Count("pk")))
    return found
