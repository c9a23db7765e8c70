"""Cards of items for shelves and grids: frozen values, made for a whole page in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from library.models import Availability, ItemKind
from library.models.items import VIDEO_KINDS
from library.views.links import item_url, play_url
from library.views.pictures import POSTER_WIDTHS, WIDE_WIDTHS, Pictures, drawn
from library.views.standing import Standing
from library.views.wording import caption, place_line, season_name
from library.watch_state import left_ms
from mediaserver.lib.wording import duration_short, times_left

if TYPE_CHECKING:
    from accounts.models import Profile
    from library.models import MediaItem

NEW_FOR = timedelta(days=14)


@dataclass(frozen=True)
class PosterCard:
    """One poster or cover, as `parts/_poster_card.html` draws it."""

    pid: str
    kind: str
    url: str
    title: str
    caption: str
    image_url: str = ""
    image_srcset: str = ""
    tint: str = ""
    ratio: float = 0.0
    progress_percent: int | None = None
    is_seen: bool = False
    is_new: bool = False
    unseen_count: int | None = None
    is_away: bool = False
    play_url: str = ""


@dataclass(frozen=True)
class WideCard:
    """One landscape card, as `parts/_wide_card.html` draws it."""

    pid: str
    kind: str
    url: str
    title: str
    place: str
    caption: str = ""
    left: str = ""
    image_url: str = ""
    image_srcset: str = ""
    tint: str = ""
    is_cover: bool = False
    progress_percent: int | None = None
    is_away: bool = False
    play_url: str = ""
    seen_url: str = ""
    remove_url: str = ""


SQUARE_KINDS = frozenset({ItemKind.ALBUM, ItemKind.ARTIST, ItemKind.TRACK, ItemKind.PHOTO_ALBUM, ItemKind.PHOTO})


def poster_cards(items: Sequence[MediaItem], profile: Profile) -> list[PosterCard]:
    """Cards of a page of items: pictures and standing are read for all of them at once."""
    pictures, standing = Pictures(items), Standing(items, profile)
    new_since = timezone.now() - NEW_FOR
    return [_poster(item, pictures, standing, new_since=new_since) for item in items]


def wide_cards(items: Sequence[MediaItem], profile: Profile, *, is_removable: bool = False) -> list[WideCard]:
    """Landscape cards of videos and other things to go on with."""
    pictures, standing = Pictures(items), Standing(items, profile)
    return [_wide(item, pictures, standing, is_removable=is_removable) for item in items]


def _poster(item: MediaItem, pictures: Pictures, standing: Standing, *, new_since: datetime) -> PosterCard:
    picture = drawn(pictures.upright(item), POSTER_WIDTHS)
    is_square = item.kind in SQUARE_KINDS
    is_seen, percent = standing.is_seen(item), standing.percent(item)
    is_there = item.availability == Availability.AVAILABLE
    return PosterCard(
        pid=item.pid,
        kind=item.kind,
        url=item_url(item),
        title=season_name(item) if item.kind == ItemKind.SEASON else item.title,
        caption=caption(item),
        image_url=picture.url if picture else "",
        image_srcset=picture.srcset if picture else "",
        tint=picture.tint if picture else "",
        ratio=1.0 if is_square else 0.667,
        progress_percent=percent,
        is_seen=is_seen,
        is_new=not is_seen and percent is None and item.added_at > new_since,
        unseen_count=standing.unseen_count(item),
        is_away=item.availability == Availability.AWAY,
        play_url=play_url(item) if item.kind in VIDEO_KINDS and is_there else "",
    )


def _wide(item: MediaItem, pictures: Pictures, standing: Standing, *, is_removable: bool) -> WideCard:
    artwork = pictures.landscape(item)
    picture = drawn(artwork, WIDE_WIDTHS)
    resume_ms = standing.resume_ms(item)
    length = item.duration_ms
    left = times_left(left_ms(resume_ms, length)) if resume_ms and length else duration_short(length)
    series = item.root if item.kind == ItemKind.EPISODE else None
    return WideCard(
        pid=item.pid,
        kind=item.kind,
        url=item_url(item),
        title=series.title if series else item.title,
        place=place_line(item),
        left=left,
        image_url=picture.url if picture else "",
        image_srcset=picture.srcset if picture else "",
        tint=picture.tint if picture else "",
        is_cover=bool(picture and picture.is_upright),
        progress_percent=standing.percent(item),
        is_away=item.availability == Availability.AWAY,
        play_url=play_url(item) if item.kind in VIDEO_KINDS else "",
        seen_url=f"{reverse('library:item-seen', args=[item.pid])}?part=none",
        remove_url=reverse("library:item-hide", args=[item.pid]) if is_removable else "",
    )
