from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from mediaserver.serve.web.request_threads import RequestThreads, keep_sqlite_connections


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20))


async def where() -> str:
    return await sync_to_async(lambda: threading.current_thread().name)()


def test_requests_in_a_row_share_a_thread() -> None:
    async def work() -> None:
        threads = RequestThreads()
        names = set()
        for _number in range(5):
            async with threads.lend():
                names |= {await where(), await where()}
        assert len(names) == 1
        assert threads.count == 1

    run(work())


def test_requests_at_once_have_a_thread_each() -> None:
    async def work() -> None:
        threads = RequestThreads(3)
        barrier = threading.Barrier(3, timeout=10)

        async def request() -> None:
            async with threads.lend():
                await sync_to_async(barrier.wait)()

        await asyncio.gather(*(request() for _number in range(3)))
        assert threads.count == 3

    run(work())


def test_more_than_the_most_wait_in_line() -> None:
    async def work() -> None:
        threads = RequestThreads(2)
        running: list[int] = []
        most = 0

        def view() -> None:
            nonlocal most
            running.append(1)
            most = max(most, len(running))
            time.sleep(0.01)
            running.pop()

        async def request() -> None:
            async with threads.lend():
                await sync_to_async(view)()

        await asyncio.gather(*(request() for _number in range(12)))
        assert most <= 2
        assert threads.count == 2

    run(work())


def test_request_does_not_wait_behind_a_cancelled_view_that_still_runs() -> None:
    async def work() -> None:
        threads = RequestThreads(2)
        gate, began = threading.Event(), threading.Event()

        def view() -> None:
            began.set()
            gate.wait(10)

        async def request() -> None:
            async with threads.lend():
                await sync_to_async(view)()

        async with threads.lend():
            first = asyncio.ensure_future(request())
            await asyncio.to_thread(began.wait, 10)
        first.cancel()
        await asyncio.wait([first])
        for _number in range(3):
            async with threads.lend():
                assert await asyncio.wait_for(where(), 5)
        assert not gate.is_set()
        gate.set()

    run(work())


def test_request_that_leaves_the_line_takes_no_thread_with_it() -> None:
    async def work() -> None:
        threads = RequestThreads(1)

        async def request() -> str:
            async with threads.lend():
                return await where()

        async with threads.lend():
            waiting = [asyncio.ensure_future(request()) for _number in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        waiting[1].cancel()
        assert await waiting[2]
        assert await request()
        assert threads.count == 1

    run(work())


@pytest.fixture
def kept(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """A SQLite file under a name of its own, kept open as the web process keeps them."""
    connections.settings["kept"] = {**connections.settings["default"], "NAME": str(tmp_path / "kept.sqlite3")}
    connections.settings["kept"]["ENGINE"] = "django.db.backends.sqlite3"
    connections.settings["kept"]["OPTIONS"] = {}
    before = {alias: dict(entry) for alias, entry in connections.settings.items()}
    keep_sqlite_connections()
    with django_db_blocker.unblock():
        yield "kept"
    for alias, entry in before.items():
        connections.settings[alias] = entry
    del connections.settings["kept"]


def raw_connection() -> sqlite3.Connection:
    """What a view does: use the connection, with Django's signals around it."""
    connections["kept"].close_if_unusable_or_obsolete()
    connections["kept"].ensure_connection()
    raw = connections["kept"].connection
    connections["kept"].close_if_unusable_or_obsolete()
    assert isinstance(raw, sqlite3.Connection)
    return raw


def test_connection_of_a_thread_is_kept_between_requests(kept: str) -> None:
    async def work() -> None:
        threads = RequestThreads(idle_s=0.2)
        seen = []
        for _number in range(3):
            async with threads.lend():
                seen.append(await sync_to_async(raw_connection)())
        assert seen[0] is seen[1] is seen[2]
        while threads.count:
            await asyncio.sleep(0.01)

    run(work())


def test_cold_threads_end_with_their_connections(kept: str) -> None:
    async def work() -> None:
        threads = RequestThreads(idle_s=0.05)
        async with threads.lend():
            raw = await sync_to_async(raw_connection)()
            thread = await sync_to_async(threading.current_thread)()
        await asyncio.to_thread(thread.join, 10)
        assert not thread.is_alive()
        assert threads.count == 0
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            raw.execute("SELECT 1")

    run(work())
