"""One piece of a file on its way into a socket, without passing through Python's memory and without stalling the loop.

`sendfile` waits for the disk where the pages are not in memory. So each window is probed first (`preadv` with
RWF_NOWAIT answers at once); a cold one is read through by a thread while the loop serves others.
"""

from __future__ import annotations

import asyncio
import errno
import functools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

WINDOW_BYTES = 1024 * 1024
TURN_BYTES = 1024 * 1024
_READ_BYTES = 256 * 1024
_READ_THREADS = 4
# Answers of file systems and sockets that sendfile or its probe don't work with; the caller reads and writes then.
_UNABLE = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSOCK}


class FileTruncated(ConnectionAbortedError):
    """The file ended before the bytes that were announced."""


class FileSend:
    """The state of one transfer. `done` resolves to the bytes sent: fewer than asked where sendfile can't be used."""

    def __init__(self, descriptor: int, offset: int, count: int, *, resume: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._first = offset
        self._offset = offset
        self._end = offset + count
        self._warm_until = offset
        self._resume = resume
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[int] = self._loop.create_future()
        self.is_warming = False

    def write_to(self, socket_fd: int) -> int:
        """Send what the socket takes in one turn and return that; ends `done` at the end and in trouble.

        Raises OSError where the connection is lost.
        """
        turn = 0
        while self._offset < self._end and turn < TURN_BYTES and not self.done.done():
            if self._offset >= self._warm_until and not self._find_warm_window():
                break
            wanted = min(self._warm_until, self._end) - self._offset
            sent = self._send(socket_fd, wanted)
            turn += sent
            if sent < wanted:
                break
        if self._offset == self._end:
            self.finish()
        return turn

    def _send(self, socket_fd: int, wanted: int) -> int:
        try:
            sent = os.sendfile(socket_fd, self._descriptor, self._offset, wanted)
        except BlockingIOError:
            return 0
        except OSError as error:
            if error.errno not in _UNABLE:
                raise
            self.finish()
            return 0
        if sent == 0:
            self.fail(FileTruncated("the file ended before its announced size"))
        self._offset += sent
        return sent

    def finish(self) -> None:
        """End the transfer with what has been sent."""
        if not self.done.done():
            self.done.set_result(self._offset - self._first)

    def fail(self, error: Exception) -> None:
        """End the transfer in trouble."""
        if not self.done.done():
            self.done.set_exception(error)

    def _find_warm_window(self) -> bool:
        """Return whether the next window is in memory; otherwise have it read, or give up where nobody can tell."""
        count = min(WINDOW_BYTES, self._end - self._offset)
        warm = is_warm(self._descriptor, self._offset, count)
        if warm is None:
            self.finish()
            return False
        if not warm:
            self._warm(count)
            return False
        self._warm_until = self._offset + count
        return True

    def _warm(self, count: int) -> None:
        # The thread reads from a descriptor of its own: ours may be closed, and its number reused, before it is done.
        own = os.dup(self._descriptor)
        self.is_warming = True
        reading = self._loop.run_in_executor(_read_threads(), read_through, own, self._offset, count)
        reading.add_done_callback(functools.partial(self._warmed, self._offset + count))

    def _warmed(self, until: int, reading: asyncio.Future[None]) -> None:
        self.is_warming = False
        if reading.cancelled() or self.done.done():
            return
        error = reading.exception()
        if error is not None:
            self.fail(ConnectionAbortedError(f"the file can't be read: {error}"))
        else:
            self._warm_until = until
        self._resume()


def is_warm(descriptor: int, offset: int, count: int) -> bool | None:
    """Return whether a window of a file is in memory, judged by three bytes of it; None where it can't be told."""
    if not hasattr(os, "RWF_NOWAIT"):
        return None
    byte = bytearray(1)
    for position in {offset, offset + count // 2, offset + count - 1}:
        try:
            os.preadv(descriptor, [byte], position, os.RWF_NOWAIT)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _UNABLE:
                return None
            raise
    return True


def read_through(descriptor: int, offset: int, count: int) -> None:
    """Read a window so that its pages are in memory, ask for the next one, and close the descriptor. In a thread."""
    try:
        buffer = bytearray(min(count, _READ_BYTES))
        end = offset + count
        while offset < end:
            got = os.preadv(descriptor, [buffer], offset)
            if got == 0:
                return
            offset += got
        os.posix_fadvise(descriptor, end, WINDOW_BYTES, os.POSIX_FADV_WILLNEED)
    finally:
        os.close(descriptor)


async def read_piece(descriptor: int, offset: int, count: int) -> bytes:
    """Return up to `count` bytes read in a thread: the way for TLS and for file systems that can't be probed."""
    own = os.dup(descriptor)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_read_threads(), _read_and_close, own, offset, min(count, _READ_BYTES))


def _read_and_close(descriptor: int, offset: int, count: int) -> bytes:
    try:
        return os.pread(descriptor, count, offset)
    finally:
        os.close(descriptor)


@functools.cache
def _read_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_READ_THREADS, thread_name_prefix="file-reads")
