"""A scan while a worker carries it: the job's run, the library, the counters. All that must outlive a worker is in `cursor`."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils import timezone

from library.models import Library, RootFolder, ScanRun
from mediaserver.system import events
from mediaserver.system.jobs import JobRun

PIECE_S = 1.2
"""How long a piece works before it writes what it found: short enough for a cancel, long enough for batches."""

COUNTERS = ("folders", "files", "added", "changed", "moved", "missing", "skipped")
TELL_BROWSERS_EVERY_S = 2.0


@dataclass
class Scan:
    """One scan in one worker's hands."""

    run: JobRun
    library: Library
    mode: str
    started_at: dt.datetime
    roots: dict[int, RootFolder]
    _until: float = field(default_factory=lambda: time.monotonic() + PIECE_S)

    @property
    def cursor(self) -> dict[str, Any]:
        """Where the scan stands; saved in the transaction that writes what was found."""
        return self.run.cursor

    @property
    def counts(self) -> dict[str, int]:
        """What was seen and what changed, as far as the scan has come."""
        counts: dict[str, int] = self.cursor.setdefault("counts", dict.fromkeys(COUNTERS, 0))
        return counts

    @property
    def is_quick(self) -> bool:
        """Whether folders with an unchanged time are passed over."""
        return self.mode == ScanRun.Mode.QUICK

    @property
    def time_is_up(self) -> bool:
        """Whether this piece has worked long enough."""
        return time.monotonic() >= self._until

    def note_change(self, **counted: int) -> None:
        """Count, and remember that the catalogue may have to follow."""
        for name, number in counted.items():
            self.counts[name] += number
        if any(counted.values()):
            self.cursor["changed"] = True

    @property
    def has_changed_something(self) -> bool:
        """Whether anything differed from the catalogue so far."""
        return bool(self.cursor.get("changed"))

    def save(self) -> None:
        """Keep cursor and progress; inside a transaction they stand or fall with what it writes. Raises JobLost."""
        self.run.save()

    def tell_browsers(self, *, now: bool = False) -> None:
        """Let pages of this library refresh themselves, at most every two seconds."""
        told_at = float(self.cursor.get("told_at", 0.0))
        if not now and 0 <= time.time() - told_at < TELL_BROWSERS_EVERY_S:
            return
        self.cursor["told_at"] = time.time()
        Library.objects.filter(pk=self.library.pk).update(facts_version=F("facts_version") + 1)
        events.publish(events.LIBRARY, "library.changed", library=self.library.pid)


def open_scan(run: JobRun) -> Scan | None:
    """Return the scan that a job asks for; None where its library is gone."""
    library = Library.objects.filter(pk=run.arguments["library"]).first()
    if library is None:
        return None
    if "scan_run" not in run.cursor:
        record = ScanRun.objects.create(library=library, job=run.job, mode=run.arguments["mode"])
        run.cursor["scan_run"], run.cursor["started_at"] = record.pk, timezone.now().isoformat()
        run.cursor["is_first"] = library.last_scan_at is None
    return Scan(
        run=run,
        library=library,
        mode=run.arguments["mode"],
        started_at=dt.datetime.fromisoformat(run.cursor["started_at"]),
        roots={root.pk: root for root in library.roots.order_by("id")},
    )
