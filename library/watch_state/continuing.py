"""What a profile would go on with: things begun, and the episode after the last one seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from library.models import Availability, ItemKind, MediaItem, WatchState
from library.models.items import VIDEO_KINDS, MediaItemQuerySet
from library.watch_state.followers import followers
from library.watch_state.thresholds import LONG_TRACK_MS, RESUME_AFTER_MS, RESUME_AFTER_PERCENT, WATCHED_PERCENT

if TYPE_CHECKING:
    from accounts.models import Profile

KEPT_KINDS = (*VIDEO_KINDS, ItemKind.AUDIO_BOOK, ItemKind.BOOK, ItemKind.COMIC_ISSUE)


def begun(profile: Profile) -> QuerySet[WatchState]:
    """States of items that the profile is in the middle of (the same rule as `thresholds.resume_is_offered`)."""
    far_enough = Q(position_ms__gt=RESUME_AFTER_MS) | Q(
        position_ms__gt=F("item__duration_ms") * RESUME_AFTER_PERCENT / 100
    )
    before_the_end = Q(item__duration_ms__isnull=True) | Q(
        position_ms__lt=F("item__duration_ms") * WATCHED_PERCENT / 100
    )
    rows = WatchState.objects.filter(profile=profile, position_ms__gt=0, is_watched=False)
    return rows.filter(far_enough, before_the_end)


def continue_watching(profile: Profile, limit: int = 20) -> list[WatchState]:
    """States with their items, latest first: one for each series, and of music only what is long.

    What is away is left out: it can't be played now.
    """
    kept = Q(item__kind__in=KEPT_KINDS) | Q(item__kind=ItemKind.TRACK, item__duration_ms__gte=LONG_TRACK_MS)
    rows = (
        begun(profile)
        .filter(kept, is_hidden_from_continue=False, item__availability=Availability.AVAILABLE)
        .filter(item__in=MediaItem.objects.visible_to(profile))
        .select_related("item__parent", "item__root", "version")
        .order_by("-last_played_at", "-id")
    )
    found: list[WatchState] = []
    series: set[int] = set()
    for state in rows[: limit * 3]:
        if state.item.kind == ItemKind.EPISODE and state.item.root_id:
            if state.item.root_id in series:
                continue
            series.add(state.item.root_id)
        found.append(state)
    return found[:limit]


def next_up(profile: Profile, limit: int = 20) -> list[MediaItem]:
    """One episode for each series that was begun, newest activity first; one SQL statement.

    It is the first unseen episode behind the last seen one in order. Specials come only to those who have seen
    nothing but specials of the series. What stands in Continue is not repeated.
    """
    rows = (
        MediaItem.objects.visible_to(profile)
        .filter(pk__in=followers(profile))
        .exclude(pk__in=begun(profile).values("item_id"))
        .annotate(active_at=Subquery(_activity(profile, OuterRef("root_id"))))
        .select_related("parent", "root")
        .order_by("-active_at", "id")
    )
    return list(rows[:limit])


def next_in(series: MediaItem, profile: Profile) -> MediaItem | None:
    """The episode of the series to go on with: begun, else the follower of the last seen, else the first unseen."""
    episodes = _in_order(MediaItem.objects.visible_to(profile).filter(root_id=series.pk, kind=ItemKind.EPISODE))
    latest = begun(profile).filter(item__root_id=series.pk).order_by("-last_played_at").values("item_id")[:1]
    found = episodes.filter(pk__in=latest).first() or episodes.filter(pk__in=followers(profile)).first()
    if found is None:
        unseen = episodes.filter(availability=Availability.AVAILABLE).exclude(Exists(_seen(profile)))
        regular = episodes.filter(parent_number__gt=0)
        found = unseen.filter(parent_number__gt=0).first() or regular.first() or unseen.first() or episodes.first()
    return found


def _in_order(rows: MediaItemQuerySet) -> MediaItemQuerySet:
    return rows.select_related("parent", "root").order_by("parent_number", "number", "id")


def _seen(profile: Profile) -> QuerySet[WatchState]:
    """The state that says "seen" about the episode of the outer query."""
    return WatchState.objects.filter(profile=profile, item_id=OuterRef("pk"), is_watched=True)


def _activity(profile: Profile, root: OuterRef) -> QuerySet[WatchState, Any]:
    rows = WatchState.objects.filter(profile=profile, item__root_id=root, last_played_at__isnull=False)
    return rows.order_by("-last_played_at").values("last_played_at")[:1]
