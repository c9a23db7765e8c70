"""The head of an item's page: picture, title, facts, and what one can do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from library.artwork.links import image_url
from library.models import Availability, ItemKind, MediaItem
from library.models.items import VIDEO_KINDS
from library.views.links import item_url, play_url
from library.views.pictures import BACKDROP_WIDTHS, POSTER_WIDTHS, Picture, Pictures, drawn
from library.views.standing import Standing
from library.views.wording import place_short, season_name
from library.watch_state import left_ms
from mediaserver.lib.wording import duration_short, times_left

if TYPE_CHECKING:
    from accounts.models import Profile

LOGO_WIDTH = 960


@dataclass(frozen=True)
class Acts:
    """What one can do with an item, as `library/_acts.html` draws it. `menu` is for `parts/_menu_items.html`."""

    pid: str
    title: str
    play_url: str
    play_label: str
    start_url: str
    is_seen: bool
    is_favourite: bool
    seen_url: str
    favourite_url: str
    progress_percent: int | None
    left: str
    menu: list[dict[str, object]]


@dataclass(frozen=True)
class Lead:
    """The head of the page. `above` leads upwards (label, url); `meta` are the facts of the line under the title, `rating` the community's."""

    title: str
    above: list[dict[str, str]]
    logo_url: str
    backdrop: Picture | None
    poster: Picture | None
    tint: str
    meta: list[str]
    rating: str
    tagline: str
    overview: str
    is_away: bool
    is_missing: bool
    acts: Acts


def make_lead(item: MediaItem, profile: Profile, meta: list[str], acts: Acts, pictures: Pictures) -> Lead:
    """Put the head of an item's page together."""
    backdrop, poster = pictures.backdrop(item), pictures.upright(item)
    logo = pictures.logo(item)
    tinted = backdrop or poster
    return Lead(
        title=item.title,
        above=_above(item),
        logo_url=image_url(logo, LOGO_WIDTH) if logo else "",
        backdrop=drawn(backdrop, BACKDROP_WIDTHS),
        poster=drawn(poster, POSTER_WIDTHS),
        tint=tinted.tint if tinted else "",
        meta=[fact for fact in meta if fact],
        rating=number_format(item.community_rating, 1) if item.community_rating else "",
        tagline=item.tagline,
        overview=item.overview,
        is_away=item.availability == Availability.AWAY,
        is_missing=item.availability == Availability.MISSING,
        acts=acts,
    )


def make_acts(
    item: MediaItem, standing: Standing, *, query: str = "", plays: MediaItem | None = None, is_librarian: bool = False
) -> Acts:
    """Say what can be done with an item. `plays` is what Play opens: the item itself, or an episode of a series."""
    played = plays or (item if item.kind in VIDEO_KINDS else None)
    resume_ms = standing.resume_ms(played) if played else 0
    may_play = played is not None and played.availability == Availability.AVAILABLE
    from_start = f"{query}&start=0" if query else "start=0"
    return Acts(
        pid=item.pid,
        title=item.title,
        play_url=play_url(played, query) if played and may_play else "",
        play_label=_play_label(item, played, resume_ms),
        start_url=play_url(played, from_start) if played and may_play and resume_ms else "",
        is_seen=standing.is_seen(item),
        is_favourite=standing.is_favourite(item),
        seen_url=reverse("library:item-seen", args=[item.pid]),
        favourite_url=reverse("library:item-favourite", args=[item.pid]),
        progress_percent=standing.percent(played) if played and played.pk == item.pk else None,
        left=times_left(left_ms(resume_ms, item.duration_ms)) if resume_ms and item.duration_ms else "",
        menu=_menu(item) if is_librarian else [],
    )


def film_meta(item: MediaItem, genres: list[str]) -> list[str]:
    """Year, length, genres and age, as the line under a title shows them."""
    named = ", ".join(genres[:3])
    return [
        str(item.year or ""),
        duration_short(item.duration_ms),
        named[:1].upper() + named[1:],
        content_rating(item),
    ]


def content_rating(item: MediaItem) -> str:
    """The stated rating without its country ("DE:12"), or the age alone."""
    if item.content_rating:
        return item.content_rating.rpartition(":")[2].strip()
    return str(item.content_rating_age) if item.content_rating_age is not None else ""


def _above(item: MediaItem) -> list[dict[str, str]]:
    """What an episode or an extra belongs to, from the top."""
    if item.kind not in {ItemKind.EPISODE, ItemKind.EXTRA}:
        return []
    found = [item.root, item.parent] if item.root_id != item.parent_id else [item.parent]
    return [
        {"label": season_name(row) if row.kind == ItemKind.SEASON else row.title, "url": item_url(row)}
        for row in found
        if row is not None
    ]


def _play_label(item: MediaItem, played: MediaItem | None, resume_ms: int) -> str:
    if played is not None and played.pk != item.pk:
        words = {"place": place_short(played)}
        return _("Resume %(place)s") % words if resume_ms else _("Play %(place)s") % words
    return _("Resume") if resume_ms else _("Play")


def _menu(item: MediaItem) -> list[dict[str, object]]:
    """What librarians can do besides."""
    return [
        {
            "label": _("Scan this folder"),
            "icon": "folder-sync",
            "post_url": reverse("library:item-scan", args=[item.pid]),
        },
    ]
