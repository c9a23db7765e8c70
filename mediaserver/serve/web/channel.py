"""One HTTP connection with bounds: how large a request may be, how slowly it may come, and when to stop writing."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from twisted.web import http

if TYPE_CHECKING:
    from mediaserver.serve.web.server import HearthFactory


class HearthChannel(http.HTTPChannel):  # type: ignore[misc]
    """Twisted's HTTP/1.1 connection. Requests arrive one after the other; pipelined ones wait."""

    factory: HearthFactory

    def __init__(self) -> None:
        super().__init__()
        self.is_refused = False
        self._headers_since: float | None = None
        self._room: asyncio.Future[None] | None = None

    def connectionMade(self) -> None:
        """Take over the bounds that the server was given."""
        limits = self.factory.limits
        self.totalHeadersSize = limits.headers_bytes
        self.maxHeaders = limits.header_count
        super().connectionMade()

    def lineReceived(self, line: bytes) -> None:
        """Count the time from the first line of a request on."""
        if self.is_refused:
            return
        if self._headers_since is None and line:
            self._headers_since = time.monotonic()
        super().lineReceived(line)

    def allHeadersReceived(self) -> None:
        """Refuse a body that is announced too large before any of it is read."""
        self._headers_since = None
        if self.length is not None and self.length > self.factory.limits.body_bytes:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not self.is_refused:
            super().allHeadersReceived()

    def rawDataReceived(self, data: bytes) -> None:
        """Read on, unless the request was refused."""
        if not self.is_refused:
            super().rawDataReceived(data)

    def allContentReceived(self) -> None:
        """Hand the request over, unless it was refused on the way."""
        if not self.is_refused:
            super().allContentReceived()

    def lineLengthExceeded(self, line: bytes) -> None:
        """Say why before hanging up."""
        self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def refuse(self, status: HTTPStatus) -> None:
        """Answer outside of any request, and close; what else arrives is thrown away."""
        if self.is_refused or self.transport is None:
            return
        self.is_refused = True
        lines = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        self.transport.write(lines.encode("ascii"))
        self.loseConnection()

    def is_overdue(self, headers_s: float) -> bool:
        """Return whether the headers of the present request have been coming for longer than that."""
        return self._headers_since is not None and time.monotonic() - self._headers_since > headers_s

    def pauseProducing(self) -> None:
        """The client is slower than we are: whoever awaits `room` waits from now on."""
        if self._room is None:
            self._room = asyncio.get_running_loop().create_future()
        super().pauseProducing()

    def resumeProducing(self) -> None:
        """The client has taken everything."""
        self._open_room()
        super().resumeProducing()

    def connectionLost(self, reason: object) -> None:
        """Let go of whoever waits for room."""
        self._open_room()
        super().connectionLost(reason)

    async def room(self) -> None:
        """Wait until the client has taken what was written, or has gone."""
        if self._room is not None:
            await asyncio.shield(self._room)

    def _open_room(self) -> None:
        if self._room is not None:
            self._room.set_result(None)
            self._room = None
