"""Short lines about items, in the language of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from library.models import Availability, ItemKind
from mediaserver.lib.wording import duration_short, thousands

if TYPE_CHECKING:
    import datetime

    from library.models import MediaItem


def resolution_name(resolution_class: str) -> str:
    """A resolution as people call it: 2160p is 4K."""
    return {"2160p": "4K", "4320p": "8K", "sd": "SD"}.get(resolution_class, resolution_class)


def hdr_name(hdr: str) -> str:
    """A kind of high dynamic range as people call it."""
    names = {"hdr10": "HDR10", "hdr10plus": "HDR10+", "hlg": "HLG", "dolby_vision": "Dolby Vision"}
    return names.get(hdr, hdr.upper())


def day_long(day: datetime.date | datetime.datetime | None) -> str:
    """A day as people write it: "14 March 2024". Empty for None."""
    return date_format(_local(day), pgettext("day, as a format of Django", "j F Y")) if day else ""


def day_heading(moment: datetime.datetime | None) -> str:
    """A day as the heading of what belongs to it: "Saturday 14 November", with the year where it is another."""
    if moment is None:
        return _("Without a date")
    local = timezone.localtime(moment)
    this_year = local.year == timezone.localdate().year
    form = pgettext("day heading, as a format of Django", "l j F")
    return date_format(local, form if this_year else pgettext("day heading, as a format of Django", "l j F Y"))


def moment_long(moment: datetime.datetime | None) -> str:
    """A moment as people write it: "14 March 2024, 18:05". Empty for None."""
    if moment is None:
        return ""
    return date_format(timezone.localtime(moment), pgettext("moment, as a format of Django", "j F Y, H:i"))


def _local(day: datetime.date | datetime.datetime) -> datetime.date | datetime.datetime:
    return timezone.localtime(day) if hasattr(day, "tzinfo") else day  # type: ignore[arg-type]


def place_short(episode: MediaItem) -> str:
    """Season and episode as in "S1 E3", "S1 E3–4" for a file of two, "Special 2"."""
    number = f"{episode.number or 0}"
    if episode.number_end and episode.number_end != episode.number:
        number += f"–{episode.number_end}"
    if not episode.parent_number:
        return _("Special %(number)s") % {"number": number}
    return pgettext("season and episode", "S%(season)d E%(number)s") % {
        "season": episode.parent_number,
        "number": number,
    }


def place_long(episode: MediaItem) -> str:
    """Season and episode in words: "Season 2, episode 4"."""
    if not episode.parent_number or episode.number is None:
        return place_short(episode)
    return _("Season %(season)d, episode %(number)d") % {"season": episode.parent_number, "number": episode.number}


def season_name(season: MediaItem) -> str:
    """A season's name: its own title where it has one beyond its number."""
    plain = season.title.casefold().removeprefix("season").removeprefix("staffel").strip().lstrip("0")
    if season.number == 0:
        return _("Specials")
    if season.title and plain not in {"", str(season.number or "")}:
        return season.title
    return _("Season %(number)d") % {"number": season.number or 0}


def count_of_episodes(count: int) -> str:
    """A number of episodes."""
    return ngettext("%(count)s episode", "%(count)s episodes", count) % {"count": thousands(count)}


def count_of_tracks(count: int) -> str:
    """A number of tracks."""
    return ngettext("%(count)s track", "%(count)s tracks", count) % {"count": thousands(count)}


def count_of_photos(count: int) -> str:
    """A number of photos."""
    return ngettext("%(count)s photo", "%(count)s photos", count) % {"count": thousands(count)}


def caption(item: MediaItem) -> str:
    """The line under a poster: what tells it from others of its kind."""
    if item.availability == Availability.MISSING:
        return _("File is missing")
    year = str(item.year) if item.year else ""
    if item.kind == ItemKind.SERIES:
        return _joined(year, count_of_episodes(item.leaf_count) if item.leaf_count else "")
    if item.kind == ItemKind.SEASON:
        return count_of_episodes(item.leaf_count) if item.leaf_count else year
    if item.kind == ItemKind.EPISODE:
        return _joined(place_short(item), duration_short(item.duration_ms))
    if item.kind == ItemKind.ALBUM:
        return _joined(item.parent.title if item.parent else "", year)
    if item.kind == ItemKind.ARTIST:
        return count_of_tracks(item.leaf_count) if item.leaf_count else ""
    if item.kind == ItemKind.TRACK:
        return _joined(item.parent.title if item.parent else "", duration_short(item.duration_ms))
    if item.kind == ItemKind.PHOTO_ALBUM:
        return count_of_photos(item.leaf_count) if item.leaf_count else ""
    return _joined(year, duration_short(item.duration_ms), resolution_name(item.resolution_class))


def place_line(item: MediaItem) -> str:
    """The line under a landscape card: what it is and where it stands."""
    if item.kind == ItemKind.EPISODE:
        return _joined(place_short(item), item.title)
    if item.kind == ItemKind.TRACK:
        return item.parent.title if item.parent else ""
    return _joined(item.get_kind_display(), str(item.year) if item.year else "")


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
