"""How the queue's worker learns at once that there is work, without polling.

The supervisor makes one descriptor before it forks; every child inherits it, whoever queues work writes to it,
and the worker sleeps on it. A process that was started elsewhere (`manage.py` in a second terminal) sends the same
word to the supervisor's socket; where no supervisor runs, nothing happens and the worker's own slow look finds
the task later.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_ends: tuple[int, int] | None = None


def create() -> int:
    """Make the descriptor, once, in the process that will fork the others. Returns the end to wait on."""
    global _ends  # noqa: PLW0603  (one per process tree, inherited by fork)
    if _ends is None:
        if hasattr(os, "eventfd"):
            descriptor = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            _ends = (descriptor, descriptor)
        else:
            read_end, write_end = os.pipe()
            os.set_blocking(read_end, False)
            os.set_blocking(write_end, False)
            _ends = (read_end, write_end)
    return _ends[0]


def notify() -> None:
    """Wake the worker. Costs one system call and never fails or blocks; safe where nothing runs."""
    if _ends is not None:
        _write()
        return
    from django.conf import settings

    from mediaserver.lib.event_hub.control import send_word

    send_word(Path(settings.RUN_DIR) / "events.sock", "wake")


def drain() -> None:
    """Forget the wake-ups so far. The worker calls it before it looks for tasks, so that none is lost."""
    if _ends is None:
        return
    with contextlib.suppress(BlockingIOError):
        while os.read(_ends[0], 4096) and _ends[0] != _ends[1]:
            pass


def _write() -> None:
    assert _ends is not None
    # A full pipe or counter already says everything.
    with contextlib.suppress(BlockingIOError):
        os.write(_ends[1], (1).to_bytes(8, "little") if _ends[0] == _ends[1] else b"\0")
