"""Keeps asking, while a long answer is on its way, whether its link still opens anything.

A film read in one request runs for hours; signing out, a curfew or a revoked device ends it within seconds.
"""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType

from streaming.bytes.grants import Grants
from streaming.media_links import MediaGrant

logger = logging.getLogger(__name__)


class Withdrawn(ConnectionAbortedError):
    """The right to the file ended while it was being sent."""


class Watch:
    """An async context that cancels its body, and raises Withdrawn, once the link stops opening the file.

    Answers shorter than the interval cost one timer and nothing else.
    """

    def __init__(self, grants: Grants, grant: MediaGrant, *, interval_s: float) -> None:
        self._grants = grants
        self._grant = grant
        self._interval_s = interval_s
        self._question: asyncio.Task[None] | None = None
        self._withdrawn = False

    async def __aenter__(self) -> None:
        """Start the clock."""
        task = asyncio.current_task()
        assert task is not None
        self._sender: asyncio.Task[object] = task
        self._start_timer()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the clock; turn our own cancellation into Withdrawn."""
        self._timer.cancel()
        if self._question is not None:
            self._question.cancel()
        if self._withdrawn and kind is asyncio.CancelledError and self._sender.uncancel() == 0:
            raise Withdrawn("the link was withdrawn while its file was being sent") from error

    def _start_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._interval_s, self._ask)

    def _ask(self) -> None:
        self._question = asyncio.ensure_future(self._check())

    async def _check(self) -> None:
        try:
            opens = await self._grants.still_opens(self._grant)
        except Exception:
            # A database that is busy for a moment must not end everybody's film.
            logger.exception("media link can't be checked again file=%s", self._grant.file_id)
            opens = True
        if opens:
            self._start_timer()
            return
        logger.info("media link withdrawn while sending file=%s", self._grant.file_id)
        self._withdrawn = True
        self._sender.cancel()
