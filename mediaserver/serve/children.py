"""Which processes the supervisor runs, and what it knows of each."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from django.conf import settings

from mediaserver.lib.errors import BadConfiguration

_STEADY_AFTER_S: Final = 10.0
_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 60.0

RESTING: Final = 75
"""The exit code of a process that has nothing to do and wants to be woken: by a wake-up, or when its rest is over."""
DEFAULT_REST_S: Final = 60.0

Argument = Literal["listener", "lifeline"]


@dataclass(frozen=True)
class ChildKind:
    """A kind of process: `target` is the dotted name of what it runs, called with the descriptors named by `takes`.

    An on-demand kind is started when a process asks for it (`mediaserver.lib.event_hub.request_child`) and is
    gone when its target returns; every other kind is started again whenever it ends. A kind that may rest can end with
    the code `RESTING`: it takes no memory until somebody queues work or the time comes that it asked for.
    """

    name: str
    target: str
    takes: tuple[Argument, ...] = ("lifeline",)
    is_on_demand: bool = False
    may_rest: bool = False


KINDS: Final = (
    ChildKind("web", "mediaserver.serve.web.run", takes=("listener", "lifeline")),
    ChildKind("worker", "mediaserver.serve.worker.run", may_rest=True),
    ChildKind("watcher", "library.scanner.watching.run"),
)


def standing_children(only: Iterable[str] = ()) -> list[tuple[str, ChildKind]]:
    """Return (process name, kind) of what runs all the time. `only` narrows it to some kinds.

    Raises BadConfiguration for a kind that does not exist.
    """
    wanted = set(only)
    known = {kind.name for kind in KINDS if not kind.is_on_demand}
    if unknown := wanted - known:
        raise BadConfiguration(
            f"There is no process called {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}."
        )
    standing: list[tuple[str, ChildKind]] = []
    for kind in KINDS:
        if kind.is_on_demand or (wanted and kind.name not in wanted):
            continue
        count = settings.WEB_PROCESSES if kind.name == "web" else 1
        standing += [(kind.name if number == 1 else f"{kind.name}-{number}", kind) for number in range(1, count + 1)]
    return standing


def on_demand_kinds() -> dict[str, ChildKind]:
    """Return the kinds that run only when asked for, by name."""
    return {kind.name: kind for kind in KINDS if kind.is_on_demand}


@dataclass
class Child:
    """One process, running or waiting to be started again."""

    name: str
    kind: ChildKind
    pid: int | None = None
    started_at: float = 0.0
    start_at: float | None = field(default_factory=time.monotonic)
    failure_count: int = 0
    restart_count: int = 0
    is_resting: bool = False
    rest_s: float = DEFAULT_REST_S

    @property
    def state(self) -> str:
        """`running`, `resting` until there is work, `waiting` to be started, or `ended`."""
        if self.pid is not None:
            return "running"
        if self.is_resting:
            return "resting"
        return "waiting" if self.start_at is not None else "ended"

    def has_started(self, pid: int) -> None:
        """Note a start."""
        self.pid, self.started_at, self.start_at = pid, time.monotonic(), None
        self.is_resting, self.rest_s = False, DEFAULT_REST_S

    def rest(self, seconds: float) -> None:
        """Note how long it wants to rest, before or after it has ended for that."""
        self.rest_s = seconds
        if self.is_resting:
            self.start_at = time.monotonic() + seconds

    def wake(self) -> None:
        """End its rest."""
        if self.is_resting:
            self.start_at = time.monotonic()

    def has_ended(self, exit_code: int) -> float | None:
        """Note an end; returns the seconds until the next start, None where there is to be none.

        A process that ran steadily comes back at once, and so does one that failed for the first time. One that
        keeps failing comes back after 0.5, 1, 2, … 60 s.
        """
        now = time.monotonic()
        was_steady = now - self.started_at >= _STEADY_AFTER_S
        self.pid = None
        if self.kind.is_on_demand and exit_code == 0:
            self.start_at, self.failure_count = None, 0
            return None
        if self.kind.may_rest and exit_code == RESTING:
            self.is_resting, self.failure_count = True, 0
            self.start_at = now + self.rest_s
            return None
        self.failure_count = 0 if was_steady else self.failure_count + 1
        wait_s = 0.0 if self.failure_count <= 1 else min(_FIRST_WAIT_S * 2 ** (self.failure_count - 2), _LONGEST_WAIT_S)
        self.start_at = now + wait_s
        self.restart_count += 1
        return wait_s
