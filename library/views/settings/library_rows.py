"""Libraries as the settings page draws them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from library.artwork.links import image_url
from library.models import Artwork, Library, LibraryKind, MediaItem
from library.scanner.starting import SCAN
from library.views.settings.chosen_folders import KIND_ICONS
from library.views.settings.counting import counted_words
from mediaserver.lib.paths import display_path
from mediaserver.lib.wording import ago
from mediaserver.system.models import Job

FAN = 3


@dataclass(frozen=True)
class LibraryRow:
    """One library: what it holds, where, how it stands. `state`: good, run, warn."""

    pid: str
    name: str
    kind_icon: str
    images: Sequence[str]
    counts: str
    paths: Sequence[str]
    state: str
    state_words: str
    watching_words: str
    percent: int | None
    job_pid: str
    skipped_count: int


def library_rows(libraries: Sequence[Library]) -> list[LibraryRow]:
    """Describe libraries (prefetch `roots`); five queries, however many there are."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for row in MediaItem.objects.filter(library__in=libraries).values("library_id", "kind").annotate(count=Count("id")):
        counts[row["library_id"]][row["kind"]] = row["count"]
    skipped = dict(
        Library.objects.filter(pk__in=[row.pk for row in libraries])
        .annotate(count=Count("skipped_files"))
        .values_list("pk", "count")
    )
    scans = {job.subject_id: job for job in Job.objects.active().filter(kind=SCAN)}
    fans = _fans(libraries)
    return [
        _row(library, counts[library.pk], skipped.get(library.pk, 0), scans.get(library.public_id), fans[library.pk])
        for library in libraries
    ]


def _fans(libraries: Sequence[Library]) -> dict[int, list[str]]:
    """Up to three pictures of each library, the latest first."""
    fans: dict[int, list[str]] = defaultdict(list)
    kinds = [Artwork.Kind.POSTER, Artwork.Kind.COVER, Artwork.Kind.PHOTO]
    for library in libraries:
        rows = Artwork.objects.filter(item__library=library, kind__in=kinds, rank__lte=20).order_by("-id")[:FAN]
        fans[library.pk] = [image_url(row, 160) for row in rows]
    return fans


def _row(library: Library, counts: dict[str, int], skipped: int, scan: Job | None, images: list[str]) -> LibraryRow:
    roots = list(library.roots.all())
    state, words = _state(library, scan, any(root.away_since for root in roots))
    return LibraryRow(
        pid=library.pid,
        name=library.name,
        kind_icon=KIND_ICONS.get(LibraryKind(library.kind), "folder"),
        images=images,
        counts=counted_words(library.kind, counts),
        paths=[display_path(root.path) for root in roots],
        state=state,
        state_words=words,
        watching_words=_(library.watching_reason) if library.watching_reason else "",
        percent=scan.percent if scan else None,
        job_pid=scan.pid if scan else "",
        skipped_count=skipped,
    )


def _state(library: Library, scan: Job | None, is_away: bool) -> tuple[str, str]:
    if scan is not None:
        if scan.percent is None:
            return "run", _("Scanning")
        return "run", _("Scanning, %(percent)s %%") % {"percent": scan.percent}
    if is_away:
        return "warn", _("A folder is away")
    if library.last_scan_at is None:
        return "warn", _("Not scanned yet")
    return "good", _("Checked %(when)s") % {"when": ago(library.last_scan_at)}
