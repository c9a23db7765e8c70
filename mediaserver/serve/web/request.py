"""One HTTP request: daphne's, with files by sendfile, plain error texts and answers that never pretend to be whole."""

from __future__ import annotations

import functools
import logging
import time
from email.utils import formatdate
from http import HTTPStatus

from daphne.http_protocol import WebRequest
from twisted.web import http

from mediaserver.serve.web.access_log import without_link
from mediaserver.serve.web.channel import HearthChannel
from mediaserver.serve.web.file_send import FileTruncated, read_piece
from mediaserver.serve.web.transport import FileTransport
from streaming.bytes.asgi_types import Message

logger = logging.getLogger(__name__)


@functools.lru_cache(maxsize=1)
def _date(second: int) -> bytes:
    """Return the Date header, which RFC 9110 section 6.6.1 asks of every server with a clock."""
    return formatdate(second, usegmt=True).encode("ascii")


class HearthRequest(WebRequest):  # type: ignore[misc]
    """A request and its answer. Twisted's and daphne's names where they demand them."""

    channel: HearthChannel | None

    def __init__(self, channel: HearthChannel, queued: object) -> None:
        # Forms are Django's to read; parsed here as well they would cost memory for nothing.
        super().__init__(channel, queued, parsePOSTFormSubmission=False)
        self._body_bytes = 0
        self.is_sending_file = False
        self._is_broken_off = False

    @property
    def is_gone(self) -> bool:
        """Whether there is nobody left to answer, or nothing left to say."""
        return bool(self.finished or self._disconnected or self.channel is None or self._is_broken_off)

    @property
    def has_body(self) -> bool:
        """Whether the answer carries bytes at all (not for HEAD, 204, 304)."""
        return bool(self.method != b"HEAD" and self.code not in http.NO_BODY_CODES)

    def handleContentChunk(self, data: bytes) -> None:
        """Take a piece of the body; bodies of unannounced length are bounded here."""
        self._body_bytes += len(data)
        if self.channel is None or self.channel.is_refused:
            return
        if self._body_bytes > self.channel.factory.limits.body_bytes:
            self.channel.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        super().handleContentChunk(data)

    def handle_reply(self, message: Message) -> None:
        """Carry out a message of the application. daphne would send the later pieces of a body even to a HEAD."""
        if message["type"] == "http.response.body" and not self.has_body:
            message = {**message, "body": b""}
        super().handle_reply(message)
        if message["type"] == "http.response.start" and not self.responseHeaders.hasHeader(b"date"):
            self.setHeader(b"date", _date(int(time.time())))

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        """Answer in plain words, without naming the software."""
        if self._response_started:
            self.abort()
            return
        text = status_text + b"\n"
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(text)),
            (b"x-content-type-options", b"nosniff"),
        ]
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        self.handle_reply({"type": "http.response.body", "body": text})

    def handle_exception(self, exception: BaseException) -> None:
        """The application failed: say so, or break off an answer that has begun."""
        if not self.is_gone:
            self.basic_error(500, b"Internal Server Error", "")

    def abort(self) -> None:
        """Drop the connection: the only honest end of an answer that can't be completed."""
        self._is_broken_off = True
        if self.channel is not None and self.channel.transport is not None:
            self.channel.transport.abortConnection()

    async def room(self) -> None:
        """Wait until the client has taken what was written."""
        if self.channel is not None:
            await self.channel.room()

    async def send_file(self, descriptor: int, offset: int, count: int) -> None:
        """Send a piece of a file as (part of) the body.

        Raises ConnectionError where it can't be sent whole; the connection is closed then.
        """
        if not self._response_started:
            raise ValueError("HTTP response has not yet been started")
        # Begins the answer; the headers wait in the transport's buffer, ahead of the file.
        http.Request.write(self, b"")
        if not self.has_body or count == 0:
            return
        framing = bool(self.chunked)
        self.is_sending_file = True
        try:
            if framing:
                self._channel().write(b"%x\r\n" % count)
            await self._send_bytes(descriptor, offset, count)
            if framing:
                self._channel().write(b"\r\n")
        except FileTruncated as error:
            logger.warning("%s path=%s", error, without_link(self.path.decode("ascii", "replace")))
            self._is_broken_off = True
            if self.channel is not None:
                self.channel.loseConnection()
            raise
        except BaseException:
            self.abort()
            raise
        finally:
            self.is_sending_file = False

    async def _send_bytes(self, descriptor: int, offset: int, count: int) -> None:
        """Use sendfile as far as it goes, and read and write the rest."""
        transport = self._channel().transport
        if isinstance(transport, FileTransport):
            sent = await transport.send_file(descriptor, offset, count)
            self.sentLength += sent
            offset += sent
            count -= sent
        while count:
            data = await read_piece(descriptor, offset, count)
            if not data:
                raise FileTruncated("the file ended before its announced size")
            channel = self._channel()
            channel.write(data)
            self.sentLength += len(data)
            offset += len(data)
            count -= len(data)
            await channel.room()

    def _channel(self) -> HearthChannel:
        """Return the connection. Raises ConnectionResetError where it is gone."""
        if self.channel is None or self._disconnected:
            raise ConnectionResetError("the client closed the connection")
        return self.channel
