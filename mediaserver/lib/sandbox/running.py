"""Run operations on files in media processes: one at a time, or many with the next file on its way already."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from mediaserver.lib.sandbox import wire
from mediaserver.lib.sandbox.child_pool import ChildPool
from mediaserver.lib.sandbox.children import Child
from mediaserver.lib.sandbox.errors import (
    MediaFileError,
    MediaFileRejected,
    MediaProcessCrashed,
    MediaProcessMemory,
    MediaProcessTimeout,
    plain_details,
)
from mediaserver.lib.sandbox.frames import ConnectionLost, NonsenseReceived
from mediaserver.lib.sandbox.wire import Measure, Wire

logger = logging.getLogger(__name__)

MediaFile = int | bytes | str | os.PathLike[str]
KeyT = TypeVar("KeyT")
WINDOW = 8  # jobs on their way to one child; small enough to fit the socket's buffer whole
ARGUMENT_BYTES = 16 * 1024
TIME_LIMIT_S = 60.0
MEMORY_LIMIT_MB = 1024
OPEN_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK  # a FIFO must not make us wait
OPEN_REASONS = {
    errno.ENOENT: "missing", errno.ENOTDIR: "missing", errno.EACCES: "not_allowed", errno.EPERM: "not_allowed",
    errno.ENAMETOOLONG: "missing", errno.ELOOP: "not_regular", errno.ENXIO: "not_regular",
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What one file may cost. The time counts on the clock and, inside the child, in CPU seconds too."""

    time_limit_s: float = TIME_LIMIT_S
    memory_limit_mb: int = MEMORY_LIMIT_MB


@dataclass(frozen=True)
class MediaJob(Generic[KeyT]):
    """One file (or a few that belong together) to be read; `key` is the caller's own and comes back untouched."""

    key: KeyT
    files: Sequence[MediaFile]
    arguments: Mapping[str, Wire] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome(Generic[KeyT]):
    """What became of a job: a value, or the error that says why there is none."""

    key: KeyT
    value: Any = None
    error: MediaFileError | None = None


class MediaProcesses:
    """The door to the media processes: only operations of `allowed_modules` can be run."""

    def __init__(self, allowed_modules: Iterable[str], *, child_limit: int | None = None, idle_s: float = 10.0) -> None:
        self._allowed_modules = frozenset(allowed_modules)
        self._pool = ChildPool(child_limit=child_limit, idle_s=idle_s)

    def run(
        self,
        operation: str,
        files: Sequence[MediaFile] = (),
        arguments: Mapping[str, Wire] | None = None,
        *,
        time_limit_s: float = TIME_LIMIT_S,
        memory_limit_mb: int = MEMORY_LIMIT_MB,
    ) -> Any:
        """Run `module:name` on files (paths, or descriptors that stay the caller's) and return its plain answer.

        Raises MediaFileRejected, MediaProcessCrashed, MediaProcessTimeout, MediaProcessMemory for this file and
        MediaProcessUnavailable where no child can be started.
        """
        job = MediaJob(None, files, arguments or {})
        limits = Limits(time_limit_s, memory_limit_mb)
        for outcome in self.run_many(operation, [job], limits=limits):
            if outcome.error is not None:
                raise outcome.error
            return outcome.value
        raise AssertionError("a job always has an outcome")

    def run_many(
        self, operation: str, jobs: Iterable[MediaJob[KeyT]], *, limits: Limits | None = None
    ) -> Iterator[Outcome[KeyT]]:
        """Run one operation on many files in one child, in order; a file that fails yields its error.

        The next files are handed over while the child works. Raises MediaProcessUnavailable.
        """
        module, _, name = operation.partition(":")
        if module not in self._allowed_modules:
            raise ValueError(f"{operation} is not on the list of what media processes may run")
        batch: _Batch[KeyT] = _Batch(self._pool, module, name, limits or Limits())
        return batch.outcomes(jobs)

    def measures(self) -> list[Measure]:
        """Return what isolates the children on this system; starts one where none has run yet."""
        if not self._pool.measures:
            self._pool.give_back(self._pool.borrow(min(self._allowed_modules)))
        return list(self._pool.measures)

    def idle_process_ids(self) -> list[int]:
        """Return the process ids of children that wait for work."""
        return self._pool.idle_process_ids()

    def close(self) -> None:
        """End idle children now."""
        self._pool.close()


@dataclass
class _Sent(Generic[KeyT]):
    number: int
    job: MediaJob[KeyT]
    error: MediaFileError | None = None  # found before anything was sent
    was_alone: bool = False


class _Batch(Generic[KeyT]):
    """One pass over many jobs with one child at a time."""

    def __init__(self, pool: ChildPool, module: str, name: str, limits: Limits) -> None:
        self._pool = pool
        self._module = module
        self._name = name
        self._limits = limits
        self._child: Child | None = None
        self._sent: deque[_Sent[KeyT]] = deque()
        self._number = 0

    def outcomes(self, jobs: Iterable[MediaJob[KeyT]]) -> Iterator[Outcome[KeyT]]:
        """Yield one outcome per job, in the order of the jobs."""
        source = iter(jobs)
        try:
            while True:
                while len(self._sent) < WINDOW and (job := next(source, None)) is not None:
                    self._send(_Sent(self._next_number(), job))
                if not self._sent:
                    return
                yield self._receive()
        finally:
            self._release()

    def _next_number(self) -> int:
        self._number += 1
        return self._number

    def _send(self, entry: _Sent[KeyT]) -> None:
        """Hand the job over. One that can't be opened takes its place in the row with its error."""
        self._sent.append(entry)
        opened: list[int] = []
        try:
            given = [_descriptor(file, opened) for file in entry.job.files]
            request: list[Wire] = [
                entry.number, self._name, entry.job.arguments, len(given),
                float(self._limits.time_limit_s), int(self._limits.memory_limit_mb),
            ]  # fmt: skip
            if self._child is None:
                self._child = self._pool.borrow(self._module)
            entry.was_alone = self._child.jobs_done == 0 and all(e.error for e in self._sent if e is not entry)
            self._child.send(request, given)
        except MediaFileError as error:
            entry.error = error
        except ConnectionLost:
            pass  # noticed when its answer is asked for
        finally:
            for descriptor in opened:
                os.close(descriptor)

    def _receive(self) -> Outcome[KeyT]:
        while True:
            entry = self._sent[0]
            if entry.error is not None:
                self._sent.popleft()
                return Outcome(entry.job.key, error=entry.error)
            try:
                answer = self._answer(entry)
            except MediaFileError as error:
                retry = isinstance(error, MediaProcessCrashed) and not entry.was_alone
                self._start_again(None if retry else entry)
                if not retry:
                    return Outcome(entry.job.key, error=error)
                continue
            self._sent.popleft()
            return _outcome(entry.job.key, answer)

    def _answer(self, entry: _Sent[KeyT]) -> tuple[int, Any]:
        """Wait for the answer to the oldest job. Raises the error that the child's end means for it."""
        child = self._child
        assert child is not None
        try:
            answer = child.receive(self._limits.time_limit_s)
            number, state, value = answer
        except TimeoutError as error:
            raise MediaProcessTimeout(limit_s=self._limits.time_limit_s) from error
        except ConnectionLost as error:
            cause = child.end_cause()
            if cause == "timeout":
                raise MediaProcessTimeout(limit_s=self._limits.time_limit_s) from error
            raise MediaProcessCrashed(cause=cause) from error
        except (NonsenseReceived, ValueError, TypeError) as error:
            raise MediaProcessCrashed(cause="nonsense") from error
        if number != entry.number or not isinstance(state, int):
            raise MediaProcessCrashed(cause="nonsense")
        if state == wire.OUT_OF_MEMORY:
            raise MediaProcessMemory(limit_mb=self._limits.memory_limit_mb)
        child.jobs_done += 1
        return state, value

    def _start_again(self, done_with: _Sent[KeyT] | None) -> None:
        """After a child's end: what it was given but did not answer goes to a new one.

        A crash after other files may be theirs: the file is tried once more with a fresh child, alone in front.
        """
        if self._child is not None:
            self._pool.discard(self._child)
            self._child = None
        waiting = [entry for entry in self._sent if entry is not done_with]
        self._sent.clear()
        for entry in waiting:
            if entry.error is None:
                self._send(entry)
            else:
                self._sent.append(entry)

    def _release(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if any(entry.error is None for entry in self._sent):
            self._pool.discard(child)
        else:
            self._pool.give_back(child)


def _outcome(key: KeyT, answer: tuple[int, Any]) -> Outcome[KeyT]:
    state, value = answer
    if state == wire.DONE:
        return Outcome(key, value=value)
    details = plain_details(value)
    if state == wire.REJECTED and isinstance(value, Mapping):
        return Outcome(key, error=MediaFileRejected(str(value.get("reason")), **details))
    trace = details.pop("trace", "")
    logger.info("a parser failed on a file error=%s trace=%r", details.get("error"), trace)
    return Outcome(key, error=MediaFileRejected("unreadable", **details))


def _descriptor(file: MediaFile, opened: list[int]) -> int:
    """Return a descriptor of an ordinary, non-empty file; one opened here is noted in `opened`."""
    try:
        if isinstance(file, int):
            descriptor = file
        else:
            descriptor = os.open(file, OPEN_FLAGS)
            opened.append(descriptor)
        facts = os.fstat(descriptor)
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        raise MediaFileRejected(OPEN_REASONS.get(number or errno.ENOENT, "disk_error")) from error
    if not stat.S_ISREG(facts.st_mode):
        raise MediaFileRejected("not_regular")
    if facts.st_size == 0:
        raise MediaFileRejected("empty")
    return descriptor
