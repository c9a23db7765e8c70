"""Pages of a series, a season, and an episode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Profile
from accounts.permissions import asks_as_librarian
from accounts.requests import MemberRequest
from library.models import Availability, ItemKind, MediaItem
from library.views.finding import item_page
from library.views.lead import content_rating, make_acts, make_lead
from library.views.links import item_url, play_url
from library.views.movies import people_of, video_context
from library.views.pictures import WIDE_WIDTHS, Pictures, drawn
from library.views.standing import Standing
from library.views.wording import count_of_episodes, day_long, place_short, season_name
from library.watch_state import left_ms, next_in
from mediaserver.lib.wording import duration_short, times_left


@dataclass(frozen=True)
class EpisodeRow:
    """One episode in the list of a season, as `library/_episode_row.html` draws it."""

    pid: str
    number: str
    title: str
    overview: str
    url: str
    play_url: str
    image_url: str
    image_srcset: str
    tint: str
    length: str
    aired: str
    progress_percent: int | None
    is_seen: bool
    is_next: bool
    is_away: bool
    seen_url: str


@item_page(ItemKind.SERIES)
def series_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """A series, opened at the season one is in."""
    return _series_page(request, item, chosen=None)


@item_page(ItemKind.SEASON)
def season_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """A series, opened at one season."""
    series = item.parent
    if series is None:
        return render(request, "404.html", status=404)
    return _series_page(request, series, chosen=item)


@item_page(ItemKind.EPISODE)
def episode_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """One episode, with its neighbours."""
    before, after = _neighbours(item, request.profile)
    context = video_context(request, item)
    context["lead"].meta.insert(0, place_short(item))
    if item.released_on:
        context["lead"].meta.append(day_long(item.released_on))
    context |= {
        "before": _neighbour(before),
        "after": _neighbour(after),
    }
    return render(request, "library/episode.html", context)


def episode_row(item: MediaItem, profile: Profile) -> EpisodeRow:
    """One row alone, drawn anew after it was marked."""
    return _rows([item], profile, next_pk=None)[0]


def _series_page(request: MemberRequest, series: MediaItem, chosen: MediaItem | None) -> HttpResponse:
    profile = request.profile
    visible = MediaItem.objects.visible_to(profile)
    seasons = list(visible.filter(parent_id=series.pk, kind=ItemKind.SEASON).order_by("number", "id"))
    seasons.sort(key=lambda season: season.number == 0)
    following = next_in(series, profile)
    current = _current_season(seasons, chosen, following)
    episodes = visible.filter(parent=current or series, kind=ItemKind.EPISODE).select_related("parent", "root")
    subjects = [series, *seasons, *([following] if following else [])]
    standing = Standing(subjects, profile)
    acts = make_acts(series, standing, plays=following, is_librarian=asks_as_librarian(request))
    context = {
        "item": series,
        "lead": make_lead(series, profile, _series_meta(series, seasons), acts, Pictures([series])),
        "acts": acts,
        "season": current,
        "season_title": season_name(current) if current else _("Episodes"),
        "season_url": item_url(current) if current else "",
        "season_acts": make_acts(current, standing) if current else None,
        "tabs": [_tab(season, standing, current) for season in seasons],
        "episodes": _rows(
            list(episodes.order_by("number", "id")), profile, next_pk=following.pk if following else None
        ),
        "people": people_of(series),
    }
    return render(request, "library/series.html", context)


def _series_meta(series: MediaItem, seasons: list[MediaItem]) -> list[str]:
    genres = list(series.genres.order_by("item_genres__position").values_list("name", flat=True)[:3])
    regular = sum(1 for season in seasons if season.number)
    return [
        str(series.year or ""),
        ngettext("%(count)d season", "%(count)d seasons", regular) % {"count": regular} if regular else "",
        count_of_episodes(series.leaf_count) if series.leaf_count else "",
        ", ".join(genres),
        content_rating(series),
    ]


def _current_season(
    seasons: list[MediaItem], chosen: MediaItem | None, following: MediaItem | None
) -> MediaItem | None:
    if chosen is not None:
        return next((season for season in seasons if season.pk == chosen.pk), chosen)
    wanted = following.parent_id if following else None
    return next((season for season in seasons if season.pk == wanted), seasons[0] if seasons else None)


def _tab(season: MediaItem, standing: Standing, current: MediaItem | None) -> dict[str, Any]:
    unseen = standing.unseen_count(season)
    return {
        "label": season_name(season),
        "url": item_url(season),
        "count": unseen or None,
        "is_current": current is not None and season.pk == current.pk,
    }


def _rows(items: Sequence[MediaItem], profile: Profile, *, next_pk: int | None) -> list[EpisodeRow]:
    pictures, standing = Pictures(items), Standing(items, profile)
    return [_row(item, pictures, standing, is_next=item.pk == next_pk) for item in items]


def _row(item: MediaItem, pictures: Pictures, standing: Standing, *, is_next: bool) -> EpisodeRow:
    picture = drawn(pictures.landscape(item), WIDE_WIDTHS)
    resume_ms = standing.resume_ms(item)
    is_there = item.availability == Availability.AVAILABLE
    number = place_short(item) if not item.parent_number else str(item.number or "")
    if item.parent_number and item.number_end and item.number_end != item.number:
        number = f"{item.number}–{item.number_end}"
    return EpisodeRow(
        pid=item.pid,
        number=number if item.parent_number else str(item.number or ""),
        title=item.title,
        overview=item.overview,
        url=item_url(item),
        play_url=play_url(item) if is_there else "",
        image_url=picture.url if picture else "",
        image_srcset=picture.srcset if picture else "",
        tint=picture.tint if picture else "",
        length=times_left(left_ms(resume_ms, item.duration_ms)) if resume_ms else duration_short(item.duration_ms),
        aired=day_long(item.released_on),
        progress_percent=standing.percent(item),
        is_seen=standing.is_seen(item),
        is_next=is_next,
        is_away=not is_there,
        seen_url=f"{reverse('library:item-seen', args=[item.pid])}?part=episode",
    )


def _neighbours(item: MediaItem, profile: Profile) -> tuple[MediaItem | None, MediaItem | None]:
    """The episodes before and after this one in the order of the series."""
    rows = MediaItem.objects.visible_to(profile).filter(root_id=item.root_id, kind=ItemKind.EPISODE)
    order = ("parent_number", "number", "id")
    pks = list(rows.order_by(*order).values_list("pk", flat=True))
    place = pks.index(item.pk)
    wanted = [pks[at] if 0 <= at < len(pks) else None for at in (place - 1, place + 1)]
    found = MediaItem.objects.visible_to(profile).in_bulk([pk for pk in wanted if pk])
    return (found.get(wanted[0] or 0), found.get(wanted[1] or 0))


def _neighbour(item: MediaItem | None) -> dict[str, str] | None:
    return {"url": item_url(item), "label": f"{place_short(item)} {item.title}"} if item else None
