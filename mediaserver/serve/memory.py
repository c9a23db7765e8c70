"""How much memory this process takes."""

from __future__ import annotations

import os


def resident_bytes() -> int:
    """Return the resident memory of this process; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as figures:  # noqa: PTH123  (not a file of ours)
            return int(figures.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
