"""The pool of media processes: started when a file is to be read, reused while there is work, gone when idle."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future

from mediaserver.lib.sandbox.children import Child
from mediaserver.lib.sandbox.wire import Measure

IDLE_S = 10.0
JOBS_PER_CHILD = 5000


class ChildPool:
    """Lends children, at most `child_limit` at a time.

    Children are started by a thread of the pool's own, the keeper: Linux kills a child when the *thread* that
    started it ends, and request threads end all the time. The keeper also ends idle children, and itself with the last.
    """

    def __init__(self, *, child_limit: int | None = None, idle_s: float = IDLE_S) -> None:
        self._child_limit = child_limit or max(2, min(8, os.cpu_count() or 2))
        self._idle_s = idle_s
        self._changed = threading.Condition()
        self._idle: list[Child] = []
        self._alive = 0
        self._starts: list[tuple[str, Future[Child]]] = []
        self._keeper: threading.Thread | None = None
        self.measures: list[Measure] = []
        reset = weakref.WeakMethod(self._forget_after_fork)
        os.register_at_fork(after_in_child=lambda: _call(reset()))

    def borrow(self, module: str) -> Child:
        """Return a child for `module`, waiting for a free place. Raises MediaProcessUnavailable."""
        with self._changed:
            while True:
                child = self._take_idle(module)
                if child is not None:
                    return child
                if self._alive < self._child_limit or self._make_room():
                    break
                self._changed.wait()
            self._alive += 1
            start: Future[Child] = Future()
            self._starts.append((module, start))
            self._wake_keeper()
        return start.result()

    def give_back(self, child: Child) -> None:
        """Take a child back that has answered everything it was asked."""
        if child.jobs_done >= JOBS_PER_CHILD:
            self.discard(child)
            return
        with self._changed:
            child.idle_since_s = time.monotonic()
            self._idle.append(child)
            self.measures = child.measures
            self._changed.notify_all()

    def discard(self, child: Child) -> None:
        """End a child that can't be trusted any more."""
        child.kill()
        with self._changed:
            self._alive -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """End every idle child now."""
        with self._changed:
            while self._idle:
                self._end(self._idle.pop())
            self._changed.notify_all()

    def idle_process_ids(self) -> list[int]:
        """Return the process ids of the children that wait for work."""
        with self._changed:
            return [child.process_id for child in self._idle]

    def _take_idle(self, module: str) -> Child | None:
        for child in reversed(self._idle):
            if child.module == module:
                self._idle.remove(child)
                if child.is_alive():
                    return child
                self._end(child)
        return None

    def _make_room(self) -> bool:
        if not self._idle:
            return False
        self._end(self._idle.pop(0))
        return True

    def _end(self, child: Child) -> None:
        child.kill()
        self._alive -= 1

    def _wake_keeper(self) -> None:
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, name="media-process-keeper", daemon=True)
            self._keeper.start()
        self._changed.notify_all()

    def _keep(self) -> None:
        while True:
            with self._changed:
                self._end_long_idle()
                if not self._starts:
                    if self._alive == 0:
                        self._keeper = None
                        return
                    self._changed.wait(self._next_expiry_s())
                    continue
                module, start = self._starts.pop(0)
            try:
                start.set_result(Child.start(module))
            except BaseException as error:  # noqa: BLE001 - handed to the thread that asked
                with self._changed:
                    self._alive -= 1
                    self._changed.notify_all()
                start.set_exception(error)

    def _end_long_idle(self) -> None:
        deadline_s = time.monotonic() - self._idle_s
        for child in [child for child in self._idle if child.idle_since_s <= deadline_s]:
            self._idle.remove(child)
            self._end(child)
            self._changed.notify_all()

    def _next_expiry_s(self) -> float | None:
        if not self._idle:
            return None
        return max(0.01, min(child.idle_since_s for child in self._idle) + self._idle_s - time.monotonic())

    def _forget_after_fork(self) -> None:
        for child in self._idle:
            child.forget()
        self._changed = threading.Condition()
        self._idle, self._starts, self._alive, self._keeper = [], [], 0, None


def _call(method: Callable[[], None] | None) -> None:
    if method is not None:
        method()
