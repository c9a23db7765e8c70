"""The parent of all processes: it holds the listening socket and the event hub, forks, and does nothing else.

It never touches the database, never starts a thread and never imports the web server, so that a fork is always safe
and a child that is started for the hundredth time is like the first.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from mediaserver.lib import wakeup
from mediaserver.lib.event_hub import SOCKET_NAME, Hub
from mediaserver.serve import lifeline
from mediaserver.serve.becoming import become
from mediaserver.serve.children import Child, ChildKind, on_demand_kinds

logger = logging.getLogger(__name__)

_END_WITHIN_S: Final = 4.0
_STOP_SIGNALS: Final = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class Supervisor:
    """Runs children until it is told to stop. `standing` are the processes that always run."""

    def __init__(self, standing: list[tuple[str, ChildKind]], listener: socket.socket | None, run_dir: Path) -> None:
        self._children = {name: Child(name, kind) for name, kind in standing}
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._hub = Hub(run_dir / SOCKET_NAME, self._selector, self._answer_word)
        self._lifeline = lifeline.open_pipe()
        self._started_at = datetime.now(UTC)
        self._stop_by: float | None = None
        self._kept_open: list[int] = []
        self._wakeup = wakeup.create()
        self._looks_out = False

    def run(self, *, close_in_child: list[int], when_listening: Callable[[], None]) -> None:
        """Start everything and stay until SIGTERM, SIGINT or SIGHUP; returns when the last child is gone.

        `close_in_child` are descriptors that children must not hold. `when_listening` runs in a child of its own.
        """
        self._kept_open = close_in_child
        self._listen_to_signals()
        self._open_hub()
        gc.collect()
        gc.freeze()
        self._fork("announcement", when_listening)
        while self._is_needed():
            self._start_due()
            for key, mask in self._selector.select(self._seconds_to_next_deed()):
                key.data(mask)
            self._reap()
            self._kill_late()
        self._hub.close()
        self._selector.close()
        logger.info("Hearth has stopped.")

    def _is_needed(self) -> bool:
        return self._stop_by is None or any(child.pid for child in self._children.values())

    # Signals

    def _listen_to_signals(self) -> None:
        self._signal_ends = socket.socketpair()
        for end in self._signal_ends:
            end.setblocking(False)
        signal.set_wakeup_fd(self._signal_ends[1].fileno(), warn_on_full_buffer=False)
        for number in (*_STOP_SIGNALS, signal.SIGCHLD):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue  # started with nohup
            signal.signal(number, _note)
        self._selector.register(self._signal_ends[0], selectors.EVENT_READ, self._take_signals)

    def _take_signals(self, _mask: int) -> None:
        with contextlib.suppress(BlockingIOError):
            for number in self._signal_ends[0].recv(256):
                if number in _STOP_SIGNALS:
                    self._stop()

    def _stop(self) -> None:
        """Ask every child to end; a second time of asking is an order."""
        now = time.monotonic()
        if self._stop_by is None:
            self._stop_by = now + _END_WITHIN_S
            for child in self._children.values():
                child.start_at = None
                if child.pid is not None:
                    _signal(child.pid, signal.SIGTERM)
        else:
            self._stop_by = now
        self._kill_late()

    def _kill_late(self) -> None:
        if self._stop_by is None or time.monotonic() < self._stop_by:
            return
        for child in self._children.values():
            if child.pid is not None:
                _signal_group(child.pid)

    # Children

    def _seconds_to_next_deed(self) -> float | None:
        deeds = [child.start_at for child in self._children.values() if child.start_at is not None]
        if self._stop_by is not None:
            # A killed child that is not reaped yet tells by SIGCHLD; the pause is only for one that came in between.
            deeds.append(max(self._stop_by, time.monotonic() + 0.05))
        return max(0.0, min(deeds) - time.monotonic()) if deeds else None

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.start_at is not None and child.start_at <= now:
                self._start(child)

    def _start(self, child: Child) -> None:
        offered = {"listener": self._listener, "lifeline": self._lifeline[0]}
        arguments = [offered[name] for name in child.kind.takes]
        if child.is_resting:
            self._stop_looking_out()
        child.has_started(self._fork(child.name, child.kind.target, *arguments))
        logger.debug("A process was started.", extra={"child": child.name, "pid": child.pid})

    def _fork(self, name: str, target: str | Callable[..., None], *arguments: Any) -> int:
        """Fork a child in a process group of its own. Returns its pid; in the child it never returns."""
        stopped = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        pid = os.fork()
        if pid == 0:
            let_go = partial(self._let_go, keeps_listener=self._listener in arguments)
            become(name, target, arguments, lifeline_ends=self._lifeline, let_go=let_go)
        with contextlib.suppress(OSError):  # the child does the same; whoever comes first
            os.setpgid(pid, pid)
        signal.pthread_sigmask(signal.SIG_SETMASK, stopped)
        return pid

    def _let_go(self, *, keeps_listener: bool) -> None:
        """Close, in a child, what belongs to the supervisor alone."""
        if self._listener is not None and not keeps_listener:
            self._listener.close()
        signal.set_wakeup_fd(-1)
        for number in (*_STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        self._hub.forget()
        self._selector.close()
        for end in self._signal_ends:
            end.close()
        for descriptor in self._kept_open:
            os.close(descriptor)

    def _reap(self) -> None:
        """Take note of children that ended and end what they left behind."""
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            # Before the pid is free for others: what the child started sits in its group.
            _signal_group(ended.si_pid)
            _pid, status = os.waitpid(ended.si_pid, 0)
            self._note_end(ended.si_pid, os.waitstatus_to_exitcode(status))

    def _note_end(self, pid: int, exit_code: int) -> None:
        child = next((child for child in self._children.values() if child.pid == pid), None)
        if child is None:
            return
        wait_s = child.has_ended(exit_code)
        if self._stop_by is not None:
            child.start_at = None
        elif child.is_resting:
            self._look_out()
        elif wait_s is not None and exit_code != 0:
            logger.warning(
                "A process ended and is started again.",
                extra={"child": child.name, "pid": pid, "exit_code": exit_code, "wait_s": wait_s},
            )
            self._wake_resting()  # the dead one may have wanted work and not come to say so

    def _look_out(self) -> None:
        """Watch, in the place of a worker that rests, whether somebody queues work."""
        self._selector.register(self._wakeup, selectors.EVENT_READ, self._wake_resting)
        self._looks_out = True

    def _stop_looking_out(self) -> None:
        # The worker reads the descriptor, not we: a wake-up must not be lost between the two.
        if self._looks_out:
            self._selector.unregister(self._wakeup)
            self._looks_out = False

    def _wake_resting(self, _mask: int = 0) -> None:
        for child in self._children.values():
            child.wake()

    # Words from other processes

    def _open_hub(self) -> None:
        try:
            self._hub.open()
        except OSError as error:
            logger.warning("Live updates stay within one process: no event hub.", extra={"reason": str(error)})

    def _answer_word(self, word: str, facts: dict[str, Any]) -> dict[str, Any] | None:
        if word == "wake":
            wakeup.notify()
            return None
        if word == "rest":
            self._let_rest(str(facts.get("child", "")), facts.get("seconds"))
            return None
        if word == "start":
            return {"started": self._start_on_demand(str(facts.get("child", "")))}
        if word == "status":
            return self._status()
        return {"error": "unknown word"}

    def _let_rest(self, name: str, seconds: object) -> None:
        child = self._children.get(name)
        if child is not None and child.kind.may_rest and isinstance(seconds, int | float) and self._stop_by is None:
            child.rest(max(1.0, float(seconds)))

    def _start_on_demand(self, name: str) -> bool:
        kind = on_demand_kinds().get(name)
        if kind is None or self._stop_by is not None:
            return False
        child = self._children.setdefault(name, Child(name, kind, start_at=None))
        if child.pid is None and child.start_at is None:
            self._start(child)
        return child.pid is not None

    def _status(self) -> dict[str, Any]:
        children = [
            {"name": child.name, "pid": child.pid, "state": child.state, "restart_count": child.restart_count}
            for child in self._children.values()
        ]
        return {"pid": os.getpid(), "started_at": self._started_at.isoformat(), "children": children}


def _note(_number: int, _frame: object) -> None:
    """Let the signal reach the wake-up descriptor and nothing else."""


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _signal_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
