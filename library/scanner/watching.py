"""The file watcher: a process of its own that asks for scans when something changes on disk.

    notices of the system ──▶ gathered 2-20 s ──▶ scan of those folders
    no notices there      ──▶ every poll_interval_s a quick scan

Libraries are looked up every few seconds, so that a changed setting holds without a restart.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import FrameType

from django.db import DatabaseError, close_old_connections

from library.models import Library, RootFolder, ScanRun
from library.naming import IGNORE_MARKERS, is_ignored_file, is_ignored_folder
from library.scanner.change_notices import ChangeNotices
from library.scanner.starting import scan_folders, start_scan
from library.scanner.watch_modes import NOTICES, POLLING, WatchMode, mode_after_failure, planned_mode
from mediaserver.lib.errors import Conflict
from mediaserver.lib.paths import contains
from mediaserver.system import events

log = logging.getLogger(__name__)

LOOK_EVERY_S = 15.0
TRY_AGAIN_S = 300.0
"""How long a library is polled before watching it is tried again after the system refused."""
MOST_FOLDERS = 200
"""Where more folders changed at once, a quick scan of the whole library is cheaper."""


def run(lifeline_fd: int) -> None:
    """Watch until SIGTERM, or until the other end of the lifeline is gone."""
    Watcher(lifeline_fd).run()


@dataclass
class Watched:
    """One library as it is watched at present."""

    library: Library
    roots: dict[int, bytes]
    mode: WatchMode
    notices: ChangeNotices | None = None
    look_again_at: float = 0.0
    try_again_at: float = 0.0
    signature: tuple[object, ...] = field(default=())

    def close(self) -> None:
        """Stop watching it."""
        if self.notices:
            self.notices.close()


class Watcher:
    """Keeps one `Watched` for each library and turns notices into scans."""

    def __init__(self, lifeline_fd: int) -> None:
        self._lifeline_fd = lifeline_fd
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._watched: dict[int, Watched] = {}
        self._changes: dict[int, set[str]] = {}
        self._lock = threading.Lock()
        self._is_stopping = False

    def run(self) -> None:
        """Sleep until something changes, a library is due, or it is time to look at the libraries' settings."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._stop)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            while not self._is_stopping:
                try:
                    self.look_at_libraries()
                    self.hand_on_changes()
                    self._poll()
                except DatabaseError:
                    log.exception("The database did not answer; trying again.")
                close_old_connections()
                self._sleep()
        finally:
            for watched in self._watched.values():
                watched.close()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        self.wake()

    def wake(self) -> None:
        """Let the loop look now; may be called from any thread and from a signal handler."""
        try:
            os.write(self._wake_write, b"w")
        except BlockingIOError:
            pass  # it is awake already

    def _sleep(self) -> None:
        now = time.monotonic()
        due = [w.look_again_at for w in self._watched.values() if w.mode.how == POLLING]
        wait_s = max(0.0, min([LOOK_EVERY_S, *(at - now for at in due)]))
        descriptors = [self._wake_read] + ([self._lifeline_fd] if self._lifeline_fd >= 0 else [])
        ready, _w, _x = select.select(descriptors, [], [], wait_s)
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
        if self._lifeline_fd in ready and not os.read(self._lifeline_fd, 1):
            self._is_stopping = True

    def look_at_libraries(self) -> None:
        """Begin, change or end watching as the libraries' rows ask."""
        libraries = {library.pk: library for library in Library.objects.prefetch_related("roots")}
        for pk in self._watched.keys() - libraries.keys():
            self._watched.pop(pk).close()
        now = time.monotonic()
        for pk, library in libraries.items():
            present = self._watched.get(pk)
            signature = _signature(library)
            is_broken = bool(present and present.notices and not present.notices.is_alive)
            is_due = bool(present and present.try_again_at and now >= present.try_again_at)
            if present is None or present.signature != signature or is_broken or is_due:
                if present:
                    present.close()
                self._watched[pk] = self._begin(library, signature)
            else:
                present.library = library

    def _begin(self, library: Library, signature: tuple[object, ...]) -> Watched:
        roots = {root.pk: root.path_bytes for root in library.roots.all()}
        watched = Watched(library, roots, planned_mode(library, list(roots.values())), signature=signature)
        now = time.monotonic()
        if watched.mode.how == NOTICES:
            try:
                watched.notices = ChangeNotices(list(roots.values()), lambda paths: self._noticed(library.pk, paths))
            except (OSError, UnicodeError, TypeError, RuntimeError) as error:
                watched.mode = mode_after_failure(error)
                watched.try_again_at = now + TRY_AGAIN_S
                log.warning("A library can't be watched library=%s reason=%s", library.pid, error)
        watched.look_again_at = now + library.poll_interval_s
        _remember(library, watched.mode)
        if watched.notices and library.last_scan_at is not None:
            _quick_scan(library)  # something may have changed while nobody watched
        return watched

    def _noticed(self, library_id: int, paths: set[str]) -> None:
        with self._lock:
            self._changes.setdefault(library_id, set()).update(paths)
        self.wake()

    def hand_on_changes(self) -> None:
        """Ask for scans of the folders in which something changed."""
        with self._lock:
            changes, self._changes = self._changes, {}
        for library_id, paths in changes.items():
            watched = self._watched.get(library_id)
            if watched is None:
                continue
            folders = changed_folders(watched.roots, paths)
            if folders is None or len(folders) > MOST_FOLDERS:
                _quick_scan(watched.library)
            elif folders:
                roots = {root.pk: root for root in RootFolder.objects.filter(library_id=library_id)}
                scan_folders(watched.library, [(roots[pk], path) for pk, path in sorted(folders) if pk in roots])

    def _poll(self) -> None:
        now = time.monotonic()
        for watched in self._watched.values():
            if watched.mode.how == POLLING and now >= watched.look_again_at:
                watched.look_again_at = now + watched.library.poll_interval_s
                _quick_scan(watched.library)


def changed_folders(roots: dict[int, bytes], paths: Iterable[str]) -> set[tuple[int, bytes]] | None:
    """Return (root id, folder) of everything worth a look; None where a name was unreadable and all must be looked at."""
    found: set[tuple[int, bytes]] = set()
    for text in paths:
        if "\ufffd" in text:
            return None
        path = text.encode("utf-8", "surrogateescape")
        for pk, root in roots.items():
            if path == root:
                found.add((pk, b""))
            elif contains(root, path):
                *folders, name = path[len(root.rstrip(b"/")) + 1 :].split(b"/")
                if not any(is_ignored_folder(part) for part in folders) and not _is_noise(name):
                    found.add((pk, b"/".join(folders)))
    return found


def _is_noise(name: bytes) -> bool:
    """Whether a change of this file can't matter. A marker that hides a folder does."""
    return name not in IGNORE_MARKERS and (is_ignored_file(name) or is_ignored_folder(name))


def _signature(library: Library) -> tuple[object, ...]:
    roots = tuple(sorted((root.pk, root.path, root.away_since is None) for root in library.roots.all()))
    return library.watching, library.poll_interval_s, library.kind, roots


def _remember(library: Library, mode: WatchMode) -> None:
    """Store how the library is watched, for its page."""
    if (library.watching_now, library.watching_reason) != (mode.how, mode.reason):
        library.watching_now, library.watching_reason = mode.how, mode.reason
        library.save(update_fields=["watching_now", "watching_reason"])
        events.publish(events.LIBRARY, "library.changed", library=library.pid)


def _quick_scan(library: Library) -> None:
    try:
        start_scan(library, mode=ScanRun.Mode.QUICK)
    except Conflict:
        pass  # it is being scanned; the next look comes soon enough
