"""Which reader stored what is known of a file. A higher number lets the next full scan read all files again."""

from __future__ import annotations

from library.models import Library, MediaFile

PROBE_VERSION = 1


def forget_old_probes(library: Library) -> int:
    """Ask for a new reading of files that an older reader read; returns how many."""
    old = MediaFile.objects.filter(library=library, probed_at__isnull=False, probe_version__lt=PROBE_VERSION)
    return old.update(probed_at=None, resolved_at=None)
