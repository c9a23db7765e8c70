"""Sessions as the activity page draws them."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from library.artwork.links import image_url
from library.models import Artwork, ItemKind, MediaItem
from library.views.links import item_url
from mediaserver.lib.wording import bitrate, clock
from streaming.decision import Sign
from streaming.decision.sentences import stored_sentence
from streaming.models import PlaybackSession, PlayMethod
from streaming.sessions.overview import SeenSession

CARD_WIDTH = 640
_DOTS = {PlayMethod.DIRECT_PLAY: "good", PlayMethod.REMUX: "warn", PlayMethod.DIRECT_STREAM: "warn"}
_PICTURES = (Artwork.Kind.BACKDROP, Artwork.Kind.STILL, Artwork.Kind.THUMB, Artwork.Kind.COVER, Artwork.Kind.POSTER)


@dataclass(frozen=True)
class SessionCard:
    """One session for `parts/_session.html`, and one line of what was played lately."""

    pid: str
    title: str
    subtitle: str
    url: str
    image_url: str
    tint: str
    percent: float | None
    left: str
    position_ms: int
    duration_ms: int
    is_paused: bool
    profile_name: str
    profile_colour: str
    device: str
    place: str
    method: str
    method_text: str
    reason: str
    bitrate: str
    is_refused: bool
    stop_url: str
    message_url: str


def session_cards(seen: Sequence[SeenSession], *, is_own_page: bool) -> list[SessionCard]:
    """Describe sessions; `is_own_page` where the viewer sees only their own, and needs no message to themselves."""
    pictures = _pictures([row.session.item for row in seen if row.is_named])
    return [_card(row, pictures, is_own_page=is_own_page) for row in seen]


def address_class(address: str | None) -> str:
    """Where a player is, as far as its address tells: at home (this machine, this network) or away."""
    try:
        where = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    mapped = getattr(where, "ipv4_mapped", None) or where
    return _("At home") if mapped.is_private or mapped.is_link_local else _("Away, over the internet")


def left_words(session: PlaybackSession) -> str:
    """What is left, or that it is paused."""
    if not session.duration_ms:
        return _("Paused") if session.is_paused else ""
    left = clock(max(0, session.duration_ms - session.position_ms))
    return _("Paused, %(time)s left") % {"time": left} if session.is_paused else _("%(time)s left") % {"time": left}


def _card(row: SeenSession, pictures: dict[int, Artwork], *, is_own_page: bool) -> SessionCard:
    session, item = row.session, row.session.item
    picture = pictures.get(item.pk) if row.is_named else None
    length = session.duration_ms or 0
    return SessionCard(
        pid=session.pid,
        title=_title(item) if row.is_named else _("Something you can't see on this profile"),
        subtitle=_subtitle(item) if row.is_named else "",
        url=item_url(item) if row.is_named else "",
        image_url=image_url(picture, CARD_WIDTH) if picture else "",
        tint=picture.tint if picture else "",
        percent=min(100.0, session.position_ms * 100 / length) if length else None,
        left=left_words(session),
        position_ms=session.position_ms,
        duration_ms=length,
        is_paused=session.is_paused,
        profile_name=session.profile.name,
        profile_colour=session.profile.colour,
        device=_device(session),
        place=address_class(session.address),
        method=_DOTS.get(PlayMethod(session.method), "bad"),
        method_text=str(PlayMethod(session.method).label),
        reason=_reason(session),
        bitrate=bitrate(session.bitrate_bps),
        is_refused=session.method == PlayMethod.REFUSED,
        stop_url=reverse("streaming:session-stop", args=[session.pid]),
        message_url="" if is_own_page else reverse("streaming:session-message", args=[session.pid]),
    )


def _title(item: MediaItem) -> str:
    return item.root.title if item.kind == ItemKind.EPISODE and item.root else item.title


def _subtitle(item: MediaItem) -> str:
    if item.kind == ItemKind.EPISODE:
        return _("S%(season)s E%(episode)s, %(title)s") % {
            "season": item.parent_number if item.parent_number is not None else "?",
            "episode": item.number if item.number is not None else "?",
            "title": item.title,
        }
    if item.kind == ItemKind.TRACK and item.parent:
        return item.parent.title
    return str(item.year or "")


def _device(session: PlaybackSession) -> str:
    if session.device:
        return session.device.name
    return session.api_token.name if session.api_token else _("Unknown device")


def _reason(session: PlaybackSession) -> str:
    """The first thing that speaks against playing it as it is, in words."""
    for reason in session.decision.get("reasons", []):
        if reason["sign"] == Sign.REFUSES.value:
            return stored_sentence(reason["code"], reason["facts"])
    return _("Nothing to convert")


def _pictures(items: list[MediaItem]) -> dict[int, Artwork]:
    """A wide picture of each item, its own before that of what it belongs to; one query."""
    owners = {pk for item in items for pk in (item.pk, item.parent_id, item.root_id) if pk}
    rows = Artwork.objects.filter(item_id__in=owners, kind__in=_PICTURES).order_by("-is_chosen", "rank", "id")
    by_owner: dict[int, list[Artwork]] = {}
    for row in rows:
        by_owner.setdefault(row.item_id or 0, []).append(row)
    found: dict[int, Artwork] = {}
    for item in items:
        for owner in (item.pk, item.root_id, item.parent_id):
            offered = by_owner.get(owner or 0, [])
            if offered:
                found[item.pk] = min(offered, key=lambda row: _PICTURES.index(Artwork.Kind(row.kind)))
                break
    return found
