"""The system's notices of changes below some folders, gathered by a thread that sleeps in between."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

GATHER_MS = 20_000
"""Changes that keep coming are handed on at the latest after this time."""
UNREADABLE_NAME = "\ufffd"
"""Handed on in place of a path that can't be told: anything may have changed."""
QUIET_MS = 2_000
"""Changes are handed on when none came for so long. It is also how often the thread looks whether it should end."""


class ChangeNotices:
    """Watches folders and all below them; calls `changed` with paths (as text) from its own thread."""

    def __init__(self, roots: Sequence[bytes], changed: Callable[[set[str]], None]) -> None:
        """Begin to watch. Raises OSError or UnicodeError where the system or the folder's name doesn't allow it."""
        from watchfiles._rust_notify import RustNotify

        paths = [root.decode("utf-8") for root in roots]
        for path in paths:
            os.stat(path)  # noqa: PTH116  (the library's own error is not told apart as well)
        self._changed = changed
        self._stop = threading.Event()
        self._is_broken = False
        self._notify = RustNotify(paths, False, False, 0, True, True)
        self._thread = threading.Thread(target=self._listen, name="change-notices", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                found = self._notify.watch(GATHER_MS, QUIET_MS, 0, self._stop)
            except RuntimeError as error:
                self._is_broken = True
                if "decode" in str(error):  # a name that is no text changed; this listener hears nothing from now on
                    self._changed({UNREADABLE_NAME})
                else:
                    log.exception("Watching for changes broke off.")
                return
            if isinstance(found, str):
                if found in {"stop", "signal"}:
                    return
                continue
            self._changed({path for _what, path in found})

    @property
    def is_alive(self) -> bool:
        """Whether notices still come."""
        return self._thread.is_alive() and not self._is_broken

    def close(self) -> None:
        """Stop watching; the thread ends by itself within two seconds."""
        self._stop.set()
