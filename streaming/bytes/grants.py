"""Who turns a checked link into a file on disk, and how its answer is kept for a few seconds.

The resolver (`settings.MEDIA_RESOLVER`, a dotted name) asks the database: is the session still there, may its profile
still see the item, where is the file, does the path stay inside its root? All that, and opening the file, which may
wait for a sleeping disk, happens in a thread. A film player asks for many ranges in a row; those within `KEPT_S`
share one answer and one descriptor, so that a withdrawn session ends its streams within seconds all the same.
"""

from __future__ import annotations

import asyncio
import errno
import functools
import logging
import os
import stat
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from streaming.media_links import MediaGrant

logger = logging.getLogger(__name__)

KEPT_S = 5.0
MOST_KEPT = 256
_LOOKUP_THREADS = 4


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that a link opens: `path` is absolute, resolved and inside its root, in the bytes that the disk knows."""

    path: bytes
    size_bytes: int
    mtime_ns: int
    content_type: str


class MediaResolver(Protocol):
    """Answers a checked link: the file, or None where the session is over or its profile no longer sees the item."""

    def __call__(self, grant: MediaGrant) -> OpenFile | None:
        """Return the file that the grant opens. Runs in a thread, may ask the database."""


class Handle:
    """An open descriptor that several answers share; the last one to let go closes it."""

    def __init__(self, *, descriptor: int, content_type: str, path: bytes) -> None:
        self.descriptor = descriptor
        self.content_type = content_type
        self.path = path
        self._holders = 1

    def try_hold(self) -> bool:
        """Keep the descriptor open until the matching `release`; False where it is closed already."""
        if self._holders == 0:
            return False
        self._holders += 1
        return True

    def release(self) -> None:
        """Let go; closes the descriptor when nobody else holds it."""
        self._holders -= 1
        if self._holders == 0:
            os.close(self.descriptor)


def configured_resolver() -> MediaResolver:
    """Return the resolver that the settings name, imported at its first use."""
    resolver: MediaResolver = import_string(settings.MEDIA_RESOLVER)
    return resolver


def look_up(grant: MediaGrant, resolver: MediaResolver) -> Handle | None:
    """Ask the resolver and open its file; None where either says no. Belongs in a thread."""
    close_old_connections()
    try:
        found = resolver(grant)
    finally:
        close_old_connections()
    if found is None:
        return None
    try:
        return open_regular_file(found)
    except OSError as error:
        logger.warning("media file can't be opened file=%s reason=%s", grant.file_id, error.strerror)
        return None


def open_regular_file(found: OpenFile) -> Handle:
    """Open what the resolver found. Raises OSError, also for anything that is not a regular file.

    The resolver has followed links already; one that appears at the end of its path since then is not followed.
    O_NONBLOCK keeps a named pipe from holding the thread for ever; regular files don't heed it.
    """
    descriptor = os.open(found.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file")
    return Handle(descriptor=descriptor, content_type=found.content_type, path=found.path)


Lookup = Callable[[MediaGrant], "Handle | None"]


def configured_lookup(grant: MediaGrant) -> Handle | None:
    """Look up with the configured resolver."""
    return look_up(grant, configured_resolver())


class Grants:
    """The answers of the last seconds, one for each link. Lives in one event loop; not for use from threads."""

    def __init__(self, lookup: Lookup = configured_lookup, *, kept_s: float = KEPT_S) -> None:
        self._lookup = lookup
        self._kept_s = kept_s
        self._answers: dict[MediaGrant, asyncio.Future[Handle | None]] = {}

    async def open(self, grant: MediaGrant) -> Handle | None:
        """Return the file of the link, held for the caller (who must `release` it), or None where it opens nothing."""
        while True:
            handle = await self._answer(grant)
            # Between the answer and this line it may have been forgotten and its descriptor closed.
            if handle is None or handle.try_hold():
                return handle

    async def still_opens(self, grant: MediaGrant) -> bool:
        """Return whether the link would still open a file, at most `kept_s` ago."""
        return await self._answer(grant) is not None

    def close(self) -> None:
        """Forget all answers."""
        for grant, answer in list(self._answers.items()):
            self._forget(grant, answer)

    def _answer(self, grant: MediaGrant) -> Awaitable[Handle | None]:
        """Return the kept answer, or one question to the thread for all who ask meanwhile."""
        answer = self._answers.get(grant)
        if answer is None:
            loop = asyncio.get_running_loop()
            answer = loop.run_in_executor(_lookup_threads(), self._lookup, grant)
            if len(self._answers) >= MOST_KEPT:
                self._forget(*next(iter(self._answers.items())))
            self._answers[grant] = answer
            answer.add_done_callback(functools.partial(self._keep_for_a_while, loop, grant))
        # A client that goes away must not take the answer from the others who wait for it.
        return asyncio.shield(answer)

    def _keep_for_a_while(
        self, loop: asyncio.AbstractEventLoop, grant: MediaGrant, answer: asyncio.Future[Handle | None]
    ) -> None:
        if answer.cancelled() or answer.exception() is not None:
            self._forget(grant, answer)
        else:
            loop.call_later(self._kept_s, self._forget, grant, answer)

    def _forget(self, grant: MediaGrant, answer: asyncio.Future[Handle | None]) -> None:
        """Drop the answer from the kept ones and let go of its descriptor, once."""
        if self._answers.get(grant) is not answer:
            return
        del self._answers[grant]
        answer.add_done_callback(_let_go)


def _let_go(answer: asyncio.Future[Handle | None]) -> None:
    if not answer.cancelled() and answer.exception() is None:
        handle = answer.result()
        if handle is not None:
            handle.release()


@functools.cache
def _lookup_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_LOOKUP_THREADS, thread_name_prefix="media-lookup")
