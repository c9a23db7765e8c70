"""Times, sizes and numbers as people write them, in the language of the moment. Templates have these as filters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import npgettext_lazy

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
SIZE_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
# Languages with cases say "3 days" otherwise in "3 days ago" than Django's timesince does on its own.
_GONE_BY: dict[str, Any] = {
    "year": npgettext_lazy("ago", "%(num)d year", "%(num)d years", "num"),
    "month": npgettext_lazy("ago", "%(num)d month", "%(num)d months", "num"),
    "week": npgettext_lazy("ago", "%(num)d week", "%(num)d weeks", "num"),
    "day": npgettext_lazy("ago", "%(num)d day", "%(num)d days", "num"),
    "hour": npgettext_lazy("ago", "%(num)d hour", "%(num)d hours", "num"),
    "minute": npgettext_lazy("ago", "%(num)d minute", "%(num)d minutes", "num"),
}


def duration_short(duration_ms: float | None) -> str:
    """Write a length as people say it: `1 h 58`, `2 h`, `52 min`, `40 s`. Empty for None."""
    if duration_ms is None:
        return ""
    seconds = max(0, round(duration_ms / 1000))
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    hours, rest = divmod(minutes, 60)
    if rest == 0:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def times_left(duration_ms: float | None) -> str:
    """Write what is left: `1 h 16 left`. Empty for None."""
    return "" if duration_ms is None else _("%(time)s left") % {"time": duration_short(duration_ms)}


def clock(duration_ms: float | None) -> str:
    """Write a place in a film or track: `1:02:03`, `4:12`. Empty for None."""
    if duration_ms is None:
        return ""
    minutes, seconds = divmod(max(0, int(duration_ms // 1000)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def ago(moment: datetime | None) -> str:
    """Return how long ago something was, in the largest unit; empty where it never was."""
    if moment is None:
        return ""
    if timezone.now() - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, time_strings=_GONE_BY, depth=1)}


def size(size_bytes: float | None) -> str:
    """Write a size in decimal units, as drives are sold: `61.4 GB`, `92 kB`. Empty for None."""
    if size_bytes is None:
        return ""
    value, unit = float(size_bytes), 0
    while unit + 1 < len(SIZE_UNITS) and round(value) >= 1000:
        value, unit = value / 1000, unit + 1
    digits = 1 if unit >= 2 and value < 100 else 0
    return f"{number_format(round(value, digits), digits, use_l10n=True)}{NO_BREAK_SPACE}{SIZE_UNITS[unit]}"


def bitrate(bitrate_bps: float | None) -> str:
    """Write a rate: `8.2 Mb/s`, `69 Mb/s`, `320 kb/s`. Empty for None."""
    if bitrate_bps is None:
        return ""
    if bitrate_bps < 1_000_000:
        return f"{number_format(round(bitrate_bps / 1000), 0)}{NO_BREAK_SPACE}kb/s"
    value = bitrate_bps / 1_000_000
    digits = 1 if value < 10 else 0
    return f"{number_format(round(value, digits), digits, use_l10n=True)}{NO_BREAK_SPACE}Mb/s"


def thousands(number: int | str | None) -> str:
    """Write a whole number with narrow spaces: `2 014`. Words pass unchanged, None is empty."""
    if number is None:
        return ""
    if isinstance(number, str):
        return number
    return f"{number:,}".replace(",", NARROW_SPACE)
