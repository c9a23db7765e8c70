"""Phase "resolve": files whose inside is known become items. Also called in the middle of the files phase."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from library.events import items_resolved
from library.models import Library, MediaFile, ScanRun, SkippedFile
from library.models.files import MediaFileQuerySet
from library.scanner.resolving import apply_placements, plan_placements
from library.scanner.resolving.item_book import ItemBook
from library.scanner.resolving.placements import Placement, identity_key
from library.scanner.scan_state import Scan
from library.scanner.skipped_records import clear_skipped, write_skipped
from mediaserver.lib.paths import display_path

FILES_AT_ONCE = 250
RESOLVE_S = 1.0
LATER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Stored in `resolved_at` of an extra until everything it could belong to is there."""

NO_NUMBER = gettext_noop("There is no episode number in the name. Call it for example “Series - S01E02.mkv”.")
NO_OWNER = gettext_noop("This looks like an extra, but the film or series it belongs to was not found.")


def resolve(scan: Scan) -> bool:
    """Do one piece; True when every file has its place."""
    if resolve_some(scan):
        return False
    if not scan.has_changed_something and scan.mode != ScanRun.Mode.FULL:
        return True
    return not _resolve_extras(scan)


def resolve_some(scan: Scan) -> int:
    """Place what waits, for about a second; returns how many files were placed."""
    until, count = time.monotonic() + RESOLVE_S, 0
    while True:
        files = list(_waiting(scan).order_by("folder_id", "id")[:FILES_AT_ONCE])
        if not files:
            return count
        if scan.cursor.get("phase") == "resolve":
            scan.run.report(done=count, current=display_path(files[0].path))
        with transaction.atomic():
            _place(scan, files, extras_too=False)
            scan.save()
        count += len(files)
        if time.monotonic() >= until:
            return count


def _waiting(scan: Scan) -> MediaFileQuerySet:
    return MediaFile.objects.filter(
        library=scan.library, resolved_at__isnull=True, probed_at__isnull=False, missing_since__isnull=True
    )


def _resolve_extras(scan: Scan) -> int:
    """Place extras that were put off, now that all films and series are there."""
    files = list(
        MediaFile.objects.filter(library=scan.library, resolved_at=LATER, missing_since__isnull=True)[:FILES_AT_ONCE]
    )
    if files:
        with transaction.atomic():
            _place(scan, files, extras_too=True)
            scan.save()
    return len(files)


def _place(scan: Scan, files: Sequence[MediaFile], *, extras_too: bool) -> None:
    plans = plan_placements(scan.library, files)
    now = timezone.now()
    later = [pk for pk, plan in plans.items() if plan.is_extra and not extras_too]
    placements = [plan for pk, plan in plans.items() if not plan.is_extra or extras_too]
    unnamed = [(file, NO_NUMBER) for file in files if file.pk not in plans]
    if extras_too:
        orphans = {plan.file.pk for plan in placements if plan.is_extra and not _has_owner(scan.library, plan)}
        unnamed += [(plan.file, NO_OWNER) for plan in placements if plan.file.pk in orphans]
        placements = [plan for plan in placements if plan.file.pk not in orphans]
    book = ItemBook(scan.library)
    item_ids = apply_placements(book, placements) if placements else set()
    MediaFile.objects.filter(pk__in=[file.pk for file in files]).update(resolved_at=now)
    MediaFile.objects.filter(pk__in=later).update(resolved_at=LATER)
    clear_skipped(plan.file for plan in placements)
    write_skipped([_unnamed(file, detail) for file, detail in unnamed])
    scan.counts["skipped"] += len(unnamed)
    if book.changed or book.made:
        scan.cursor["changed"] = True
        scan.tell_browsers()
        changed = sorted(item_ids)
        transaction.on_commit(lambda: items_resolved.send(sender=Library, item_ids=changed))


def _has_owner(library: Library, plan: Placement) -> bool:
    from library.models import MediaItem

    owner = plan.containers[0]
    return MediaItem.objects.filter(library=library, kind=owner.kind, identity_key=identity_key(owner, None)).exists()


def _unnamed(file: MediaFile, detail: str) -> SkippedFile:
    return SkippedFile(
        library_id=file.library_id,
        root_id=file.root_id,
        path=file.path,
        path_hash=file.path_hash,
        reason=SkippedFile.Reason.UNNAMED,
        detail=detail,
        size_bytes=file.size_bytes,
        mtime_ns=file.mtime_ns,
        last_seen_at=timezone.now(),
    )
