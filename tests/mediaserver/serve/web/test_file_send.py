"""Files that are not in memory: the loop goes on while a thread reads them."""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from mediaserver.serve.web.file_send import WINDOW_BYTES, FileSend, FileTruncated, is_warm, read_piece, read_through

SIZE = 3 * WINDOW_BYTES + 12345
CONTENT = random.Random(9).randbytes(SIZE)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20))


@pytest.fixture
def film(tmp_path: Path) -> int:
    """A descriptor of a film that is on disk and not in memory."""
    path = tmp_path / "film.mp4"
    path.write_bytes(CONTENT)
    descriptor = os.open(path, os.O_RDONLY)
    make_cold(descriptor)
    return descriptor


def make_cold(descriptor: int) -> None:
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    if is_warm(descriptor, 0, SIZE) is not False:
        pytest.skip("this file system keeps its files in memory or can't tell")


async def send_all(descriptor: int, offset: int, count: int) -> tuple[bytes, FileSend, int]:
    """Send through a socket pair; return what arrived, the transfer, and how often it paused for the disk."""
    near, far = socket.socketpair()
    near.setblocking(False)
    far.setblocking(False)
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    send = FileSend(descriptor, offset, count, resume=ready.set)
    received, pauses = bytearray(), 0
    ready.set()
    while not send.done.done() or ready.is_set():
        if send.is_warming:
            pauses += 1
            ready.clear()
            await ready.wait()
        send.write_to(near.fileno())
        ready.clear()
        while True:
            try:
                data = far.recv(1 << 20)
            except BlockingIOError:
                break
            received += data
        await asyncio.sleep(0)
        if send.done.done():
            break
    near.close()
    while data := await loop.sock_recv(far, 1 << 20):
        received += data
    far.close()
    return bytes(received), send, pauses


def test_cold_film_is_read_by_a_thread_and_arrives_whole(film: int) -> None:
    async def work() -> None:
        received, send, pauses = await send_all(film, 100, SIZE - 100)
        assert received == CONTENT[100:]
        assert send.done.result() == SIZE - 100
        assert pauses >= 1

    run(work())


def test_warm_film_needs_no_thread(film: int) -> None:
    read_through(os.dup(film), 0, SIZE)

    async def work() -> None:
        received, _send, pauses = await send_all(film, 0, SIZE)
        assert received == CONTENT
        assert pauses == 0

    run(work())


def test_descriptor_closed_while_a_thread_reads_harms_nobody(film: int) -> None:
    async def work() -> None:
        near, far = socket.socketpair()
        near.setblocking(False)
        send = FileSend(film, 0, SIZE, resume=lambda: None)
        send.write_to(near.fileno())
        assert send.is_warming
        os.close(film)
        send.done.cancel()
        before = len(os.listdir("/proc/self/fd"))
        while send.is_warming:
            await asyncio.sleep(0.001)
        assert len(os.listdir("/proc/self/fd")) <= before
        near.close()
        far.close()

    run(work())


def test_film_that_is_shorter_than_announced_ends_in_an_error(film: int) -> None:
    async def work() -> None:
        _received, send, _pauses = await send_all(film, SIZE - 10, 20)
        with pytest.raises(FileTruncated):
            send.done.result()

    run(work())


def test_window_is_judged_by_both_its_ends(film: int) -> None:
    # Read-ahead may bring in more than asked for, so random access is announced first.
    os.posix_fadvise(film, 0, 0, os.POSIX_FADV_RANDOM)
    os.pread(film, 1, 0)
    assert is_warm(film, 0, 1) is True
    assert is_warm(film, 0, WINDOW_BYTES) is False


def test_piece_read_in_a_thread_is_bounded_and_ends_at_the_end(film: int) -> None:
    async def work() -> None:
        assert await read_piece(film, SIZE - 5, 100) == CONTENT[-5:]
        assert await read_piece(film, SIZE, 100) == b""
        piece = await read_piece(film, 0, SIZE)
        assert CONTENT.startswith(piece)
        assert len(piece) < SIZE

    run(work())
