"""Sessions as those who look at them may see them: librarians everybody's, others their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Profile
from library.models import ItemKind, MediaItem
from streaming.models import PlaybackSession, PlayMethod
from streaming.models.sessions import PlaybackSessionQuerySet

MOST_LIVE = 200
LOOKED_THROUGH = 4
"""Rows read for each title shown as "lately", because some are told several times."""


@dataclass(frozen=True)
class SeenSession:
    """A session and whether its title may be named to the one who looks."""

    session: PlaybackSession
    is_named: bool


def sessions_for(profile: Profile, *, sees_all: bool) -> PlaybackSessionQuerySet:
    """Return the sessions that `profile` may know of, with what pages show of them."""
    rows = PlaybackSession.objects.select_related(
        "item__parent", "item__root", "profile", "device", "api_token", "version"
    ).defer("item__overview", "item__facts", "item__parent__overview", "item__parent__facts", "item__root__overview")
    return rows if sees_all else rows.filter(profile_id=profile.pk)


def live_sessions(profile: Profile, *, sees_all: bool) -> list[SeenSession]:
    """Return what plays now, the latest start first; of a music queue only the track that is heard."""
    rows = list(sessions_for(profile, sees_all=sees_all).live()[:MOST_LIVE])
    return named_for(profile, _without_waiting_tracks(rows))


def ended_sessions(profile: Profile, count: int, *, sees_all: bool) -> list[SeenSession]:
    """Return what was played or refused lately, the last first; each title once for each viewer."""
    began = Q(event__isnull=False) | Q(method=PlayMethod.REFUSED)
    rows = sessions_for(profile, sees_all=sees_all).filter(began, stopped_at__isnull=False)
    found: dict[tuple[int, int], PlaybackSession] = {}
    for session in rows.order_by("-stopped_at", "-id")[: count * LOOKED_THROUGH]:
        found.setdefault((session.profile_id, session.item_id), session)
    return named_for(profile, list(found.values())[:count])


def named_for(profile: Profile, sessions: Iterable[PlaybackSession]) -> list[SeenSession]:
    """Say of each session whether its title may be named: one's own always, others' where the item is visible."""
    rows = list(sessions)
    foreign = [session.item_id for session in rows if session.profile_id != profile.pk]
    visible: set[int] = set()
    if foreign:
        visible = set(MediaItem.objects.visible_to(profile).filter(pk__in=foreign).values_list("pk", flat=True))
    return [SeenSession(s, s.profile_id == profile.pk or s.item_id in visible) for s in rows]


def _without_waiting_tracks(sessions: list[PlaybackSession]) -> list[PlaybackSession]:
    """A queue opens its next track before the present one has ended, so that there is no gap between them."""
    heard: dict[tuple[object, ...], PlaybackSession] = {}
    for session in sessions:
        if session.item.kind == ItemKind.TRACK:
            player = _player_of(session)
            other = heard.get(player)
            if other is None or _is_heard_rather(session, other):
                heard[player] = session
    kept = {session.pk for session in heard.values()}
    return [session for session in sessions if session.item.kind != ItemKind.TRACK or session.pk in kept]


def _player_of(session: PlaybackSession) -> tuple[object, ...]:
    return session.profile_id, session.device_id, session.api_token_id, session.session_key


def _is_heard_rather(session: PlaybackSession, other: PlaybackSession) -> bool:
    if session.position_ms or other.position_ms:
        return (session.position_ms > 0, session.last_seen_at) > (other.position_ms > 0, other.last_seen_at)
    return session.started_at < other.started_at
