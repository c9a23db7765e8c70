"""Writing down what a profile does with an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Value, When
from django.utils import timezone

from library.models import WatchState
from library.watch_state.leaves import leaves_of
from library.watch_state.thresholds import counts_as_watched, progress_percent, resume_is_offered
from mediaserver.system import events

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Profile
    from library.models import MediaItem, Version

CHANGED = "watch.changed"
PERCENT_STEP = 5
"""Progress is told to the profile's other screens in steps of so much; positions are written every time."""


@transaction.atomic
def record_progress(
    profile: Profile,
    item: MediaItem,
    *,
    position_ms: int,
    duration_ms: int | None = None,
    version: Version | None = None,
) -> WatchState:
    """Keep where the profile is in the item; from 90 % on it counts as seen.

    `position_ms` and `duration_ms` count over all parts of the version (`library.watch_state.parts`). The position
    is kept as it is even behind 90 %, so that the credits do not count as a second viewing; going on is offered only
    where `resume_offered` says so.
    """
    state = _state_for_update(profile, item)
    duration_ms = duration_ms or item.duration_ms
    before = _outline(state, duration_ms)
    was_at_the_end = counts_as_watched(state.position_ms, duration_ms)
    state.position_ms = max(0, position_ms)
    state.version = version
    state.last_played_at = timezone.now()
    state.is_hidden_from_continue = False
    if counts_as_watched(state.position_ms, duration_ms) and not was_at_the_end:
        state.is_watched = True
        state.play_count += 1
    state.save()
    if _outline(state, duration_ms) != before:
        _announce(profile, item)
    return state


def resume_offered(state: WatchState | None, duration_ms: int | None) -> int:
    """Return the position to go on from; 0 where the item begins at its start.

    A position that lies behind the end of a shorter version is of no use there.
    """
    if state is None or not resume_is_offered(state.position_ms, duration_ms):
        return 0
    return state.position_ms


@transaction.atomic
def mark_watched(profile: Profile, item: MediaItem) -> int:
    """Mark the item as seen; a container: every playable thing below it that the profile sees. Returns how many."""
    now = timezone.now()
    leaves = leaves_of(item, profile)
    once = When(play_count=0, then=Value(1))
    counted = Case(once, default=F("play_count"), output_field=PositiveIntegerField())
    changed = WatchState.objects.filter(profile=profile, item__in=leaves).update(
        is_watched=True, position_ms=0, play_count=counted, last_played_at=now, updated_at=now
    )
    changed += _make_missing(profile, item, now)
    _announce(profile, item)
    return changed


@transaction.atomic
def mark_unwatched(profile: Profile, item: MediaItem) -> int:
    """Take "seen" and every position away, of the item or of everything below it. Returns how many."""
    changed = WatchState.objects.filter(profile=profile, item__in=leaves_of(item, profile)).update(
        is_watched=False, position_ms=0, play_count=0, updated_at=timezone.now()
    )
    _announce(profile, item)
    return changed


def set_favourite(profile: Profile, item: MediaItem, is_favourite: bool) -> WatchState:
    """Put the item among the profile's favourites, or take it away. Containers have a heart of their own."""

    def change(state: WatchState) -> None:
        state.is_favourite = is_favourite

    return _change(profile, item, change)


def set_rating(profile: Profile, item: MediaItem, rating: int | None) -> WatchState:
    """Keep the profile's own rating, 1 to 10; None takes it away. Raises ValueError outside that range."""
    if rating is not None and not 1 <= rating <= 10:
        raise ValueError("A rating is a whole number from 1 to 10.")

    def change(state: WatchState) -> None:
        state.rating = rating

    return _change(profile, item, change)


def hide_from_continue(profile: Profile, item: MediaItem) -> WatchState:
    """Leave the item out of Continue until it is played again. Its position stays."""

    def change(state: WatchState) -> None:
        state.is_hidden_from_continue = True

    return _change(profile, item, change)


@transaction.atomic
def _change(profile: Profile, item: MediaItem, change: Callable[[WatchState], None]) -> WatchState:
    state = _state_for_update(profile, item)
    change(state)
    state.save()
    _announce(profile, item)
    return state


def _state_for_update(profile: Profile, item: MediaItem) -> WatchState:
    return WatchState.objects.select_for_update().get_or_create(profile=profile, item_id=item.pk)[0]


def _make_missing(profile: Profile, item: MediaItem, now: datetime) -> int:
    """Write seen rows for leaves that have none yet."""
    missing = leaves_of(item, profile).exclude(watch_states__profile=profile).values_list("pk", flat=True)
    rows = [
        WatchState(profile=profile, item_id=pk, is_watched=True, play_count=1, last_played_at=now) for pk in missing
    ]
    WatchState.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def _outline(state: WatchState, duration_ms: int | None) -> tuple[bool, bool, int]:
    """What other screens would show differently."""
    percent = progress_percent(state.position_ms, duration_ms) or 0
    return state.is_watched, resume_is_offered(state.position_ms, duration_ms), percent // PERCENT_STEP


def _announce(profile: Profile, item: MediaItem) -> None:
    events.publish(events.profile_group(profile.pid), CHANGED, item=item.pid)
