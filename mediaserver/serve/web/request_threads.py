"""Threads for Django's synchronous views that outlive the request, and their database connections with them.

As it comes, Django makes a thread for every request under ASGI, and so opens a database connection for every request.
Here a request borrows a thread and brings it back. Many at once wait in line: more threads than this only make each
other slow.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import ThreadSensitiveContext
from django.db import connections

from streaming.bytes.asgi_types import Application, Receive, Scope, Send

P = ParamSpec("P")
T = TypeVar("T")

MOST_THREADS = 32
IDLE_S = 60.0
_SQLITE_KEPT_S = 600


class RequestThread(ThreadPoolExecutor):
    """One thread that knows whether it is busy."""

    def __init__(self) -> None:
        super().__init__(max_workers=1, thread_name_prefix="request")
        self._last: Future[Any] | None = None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do this after what was given before."""
        future = super().submit(fn, *args, **kwargs)
        self._last = future
        return future

    @property
    def is_idle(self) -> bool:
        """Whether all that was given is done."""
        return self._last is None or self._last.done()

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call `then`, from the thread, when all that was given is done."""
        assert self._last is not None
        self._last.add_done_callback(lambda _done: then())


class RequestThreads:
    """A stack of single-thread executors: the one used last is lent first, so that the others can grow cold and end."""

    def __init__(self, most: int = MOST_THREADS, *, idle_s: float = IDLE_S) -> None:
        self._most = most
        self._idle_s = idle_s
        self._free: list[tuple[RequestThread, float]] = []
        self._waiting: deque[asyncio.Future[RequestThread]] = deque()
        self._count = 0
        self._sweep: asyncio.TimerHandle | None = None

    @property
    def count(self) -> int:
        """Threads that exist, lent or free."""
        return self._count

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[None]:
        """Run the body with a thread of its own for everything synchronous in it."""
        thread = await self._take()
        try:
            async with ThreadSensitiveContext(executor=thread):
                yield
        finally:
            self._bring_back(thread)

    async def _take(self) -> RequestThread:
        if self._free:
            return self._free.pop()[0]
        if self._count < self._most:
            self._count += 1
            return RequestThread()
        turn: asyncio.Future[RequestThread] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._hand_on(turn.result())
            raise

    def _bring_back(self, thread: RequestThread) -> None:
        """Lend the thread again once it is idle: a cancelled request may have left it in the middle of a view."""
        loop = asyncio.get_running_loop()
        if thread.is_idle:
            self._hand_on(thread)
        else:
            thread.when_idle(lambda: loop.call_soon_threadsafe(self._hand_on, thread))

    def _hand_on(self, thread: RequestThread) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(thread)
                return
        self._free.append((thread, time.monotonic()))
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(self._idle_s, self._end_cold_threads)

    def _end_cold_threads(self) -> None:
        """End the threads that nobody needed for a while, and come again while there are any."""
        self._sweep = None
        newest_cold = time.monotonic() - self._idle_s
        cold = [thread for thread, since in self._free if since <= newest_cold]
        self._free = [(thread, since) for thread, since in self._free if since > newest_cold]
        for thread in cold:
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)
            self._count -= 1
        if self._free:
            self._sweep = asyncio.get_running_loop().call_later(self._idle_s, self._end_cold_threads)


def with_request_threads(application: Application, threads: RequestThreads) -> Application:
    """Return the application with a borrowed thread for each request."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async with threads.lend():
            await application(scope, receive, send)

    return answer


def keep_sqlite_connections() -> None:
    """Leave SQLite connections open between the requests of a thread. PostgreSQL has its own pool and needs none."""
    for alias in connections:
        settings = connections.settings[alias]
        if settings["ENGINE"].endswith("sqlite3"):
            settings["CONN_MAX_AGE"] = _SQLITE_KEPT_S
