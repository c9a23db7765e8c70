"""Phases and results of jobs in people's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from mediaserver.lib.wording import thousands

_PHASES = {
    "walk": gettext_noop("Looking through folders"),
    "files": gettext_noop("Reading files"),
    "resolve": gettext_noop("Sorting"),
    "missing": gettext_noop("Looking for what is missing"),
    "enrich": gettext_noop("Fetching pictures"),
}


def phase_words(phase: str) -> str:
    """A job's phase; an unknown one as it is."""
    return _(_PHASES[phase]) if phase in _PHASES else phase


def result_words(kind: str, result: dict[str, Any]) -> str:
    """What came out: `12 new, 3 missing`. Nothing found changed says so."""
    parts = [words for words in (_count(name, result.get(name)) for name in _COUNTS) if words]
    if parts:
        return ", ".join(parts)
    return _("Nothing changed") if kind == "scan" and result else ""


_COUNTS = ("added", "changed", "moved", "missing", "skipped")


def _count(name: str, count: Any) -> str:
    if not isinstance(count, int) or count <= 0:
        return ""
    words = {
        "added": ngettext("%(count)s new", "%(count)s new", count),
        "changed": ngettext("%(count)s changed", "%(count)s changed", count),
        "moved": ngettext("%(count)s moved", "%(count)s moved", count),
        "missing": ngettext("%(count)s missing", "%(count)s missing", count),
        "skipped": ngettext("%(count)s skipped", "%(count)s skipped", count),
    }[name]
    return words % {"count": thousands(count)}
