"""daphne's server on a socket that the supervisor listens on, with its gaps closed.

daphne leaves open: back-pressure, files, bounds, an end of answers that were cut short, an orderly stop. This module
(with `channel`, `request` and `transport`) leans on daphne 4.2.3 in four places: the factory's `protocol` and
`requestFactory`, `Server.connections`, `create_application`, and the messages of `handle_reply`. The contract tests in
`tests/mediaserver/serve/web` hold all of it.

Only the forked web process may import this: the reactor belongs to the process that imports it.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import signal
import socket
import time
from typing import Any, TypeAlias

from daphne.http_protocol import HTTPFactory
from daphne.server import Server, twisted_loop
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import defer, reactor
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    STDLibLogObserver,
    globalLogBeginner,
)

from mediaserver.serve.web.access_log import access_log
from mediaserver.serve.web.channel import HearthChannel
from mediaserver.serve.web.limits import Limits
from mediaserver.serve.web.making_room import MakingRoom
from mediaserver.serve.web.request import HearthRequest
from mediaserver.serve.web.transport import FileTransport
from streaming.bytes.asgi_types import Application, Message, Scope

logger = logging.getLogger(__name__)

Client: TypeAlias = HearthRequest | WebSocketProtocol
_EXTENSIONS: dict[str, dict[str, object]] = {"http.response.zerocopysend": {}}
# Codes of closed WebSockets, RFC 6455 section 7.4.1
_DONE, _GOING_AWAY, _FAILED = 1000, 1001, 1011


class HearthFactory(HTTPFactory):  # type: ignore[misc]
    """Makes connections, and knows all that are open."""

    protocol = HearthChannel

    def __init__(self, server: HearthServer, limits: Limits) -> None:
        super().__init__(server)
        self.limits = limits
        self.timeOut = limits.idle_s
        self.transports: set[FileTransport] = set()

    def buildProtocol(self, addr: object) -> HearthChannel | None:
        """Return a new connection, or None (which closes it) where there are too many."""
        if len(self.transports) >= self.limits.connections:
            logger.warning("too many connections open=%d", len(self.transports))
            return None
        channel: HearthChannel = super().buildProtocol(addr)
        channel.requestFactory = HearthRequest
        return channel

    def log(self, request: object) -> None:
        """Twisted would format a line for every request, read by nobody."""

    def startFactory(self) -> None:
        """Twisted would begin a clock for those lines."""

    def stopFactory(self) -> None:
        """There is no clock to stop."""


class HearthServer(Server):  # type: ignore[misc]
    """Serves one ASGI application on one listening socket until it is told to stop."""

    def __init__(self, application: Application, sock: socket.socket, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._socket = sock
        self._is_stopping = False
        self.connections: dict[Client, dict[str, Any]] = {}
        super().__init__(
            application,
            endpoints=[f"fd:fileno={sock.fileno()}"],
            signal_handlers=False,
            action_logger=access_log(),
            http_timeout=None,
            request_buffer_size=65536,
            ping_interval=self.limits.ping_interval_s,
            ping_timeout=self.limits.ping_timeout_s,
            websocket_timeout=-1,
            websocket_max_message_size=self.limits.websocket_message_bytes,
            websocket_max_frame_size=self.limits.websocket_message_bytes,
            server_name="",
        )

    def run(self) -> None:
        """Serve until `stop`. Belongs in the main thread, once in a process."""
        self.http_factory = HearthFactory(self, self.limits)
        self.ws_factory = self._websocket_factory()
        self._log_only_errors()
        asyncio.set_event_loop(twisted_loop)
        # The socket is shared with the supervisor: Twisted neither shuts down nor unbinds what it adopts.
        self._port = reactor.adoptStreamPort(self._socket.fileno(), self._socket.family, self.http_factory)
        self._port.transport = FileTransport
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
        for number in (signal.SIGTERM, signal.SIGINT):
            twisted_loop.add_signal_handler(number, self.stop)
        if not self.abort_start:
            reactor.run(installSignalHandlers=False)

    def stop(self) -> None:
        """End in order; once is enough, however many reasons there are."""
        if not self._is_stopping:
            self._is_stopping = True
            super().stop()

    def follow_lifeline(self, lifeline_fd: int) -> None:
        """Stop when the other end of this pipe closes, which is when the supervisor dies, however it dies."""
        twisted_loop.add_reader(lifeline_fd, self._read_lifeline, lifeline_fd)

    def make_room_when_quiet(self) -> None:
        """Stop when nobody is connected and memory has grown, so that a fresh process follows."""
        MakingRoom(self, twisted_loop).begin()

    def connection_count(self) -> int:
        """How many connections are open, sleeping ones among them."""
        return len(self.http_factory.transports) + len(self.connections)

    def _read_lifeline(self, lifeline_fd: int) -> None:
        try:
            alive = bool(os.read(lifeline_fd, 512))
        except BlockingIOError:
            return
        except OSError:
            alive = False
        if not alive:
            twisted_loop.remove_reader(lifeline_fd)
            logger.warning("the supervisor is gone; the web process ends")
            self.stop()

    def _websocket_factory(self) -> WebSocketFactory:
        factory = WebSocketFactory(self, server=self.server_name)
        factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
        )
        return factory

    def _log_only_errors(self) -> None:
        errors = FilteringLogObserver(
            STDLibLogObserver("twisted"), [LogLevelFilterPredicate(defaultLogLevel=LogLevel.error)]
        )
        globalLogBeginner.beginLoggingTo([errors], redirectStandardIO=False, discardBuffer=True)

    # What the application says

    def create_application(self, protocol: Client, scope: Scope) -> object:
        """Start the application for a request or a WebSocket; its end is noticed at once, not at the next sweep."""
        # daphne lets any client set it by a header, and every address we write would begin with it.
        scope["root_path"] = ""
        if scope["type"] == "http":
            scope["extensions"] = _EXTENSIONS
        queue: object = super().create_application(protocol, scope)
        running = self.connections.get(protocol, {}).get("application_instance")
        if running is not None:
            running.add_done_callback(functools.partial(self._application_ended, protocol))
        return queue

    async def handle_reply(self, protocol: Client, message: Message) -> None:
        """Carry out a message, and come back when the client keeps up."""
        if message.get("type") == "http.response.zerocopysend":
            await self._send_file(protocol, message)
            return
        await super().handle_reply(protocol, message)
        if message.get("type") == "http.response.body":
            if message.get("more_body", False):
                await protocol.room()
        elif message.get("type") == "websocket.send":
            self._drop_if_behind(protocol)

    async def _send_file(self, request: HearthRequest, message: Message) -> None:
        """Carry out the extension http.response.zerocopysend. Raises ConnectionError where the client is gone."""
        if request.is_gone:
            raise ConnectionResetError("the client closed the connection")
        file = message["file"]
        descriptor = file if isinstance(file, int) else file.fileno()
        offset = message.get("offset")
        if offset is None:
            offset = os.lseek(descriptor, 0, os.SEEK_CUR)
        count = message.get("count")
        if count is None:
            count = max(0, os.fstat(descriptor).st_size - offset)
        await request.send_file(descriptor, offset, count)
        if not message.get("more_body", False):
            await super().handle_reply(request, {"type": "http.response.body", "body": b"", "more_body": False})

    def _drop_if_behind(self, protocol: WebSocketProtocol) -> None:
        transport = protocol.transport
        if isinstance(transport, FileTransport) and transport.buffered_bytes > self.limits.websocket_backlog_bytes:
            logger.info("websocket client is too slow and was dropped client=%s", protocol.client_addr)
            transport.abortConnection()

    def _application_ended(self, protocol: Client, running: asyncio.Future[None]) -> None:
        """Clean up after an application, and finish what it left half done."""
        details = self.connections.get(protocol)
        if details is None or details.pop("application_instance", None) is None:
            return
        error = None if running.cancelled() else running.exception()
        if error is not None and not isinstance(error, ConnectionError):
            logger.error("the application failed: %s", error, exc_info=error)
        if "disconnected" not in details:
            self._end_answer(protocol, error)
        if "disconnected" in details:
            self.connections.pop(protocol, None)

    def _end_answer(self, protocol: Client, error: BaseException | None) -> None:
        """The application is done but its client still waits."""
        if isinstance(protocol, HearthRequest):
            protocol.handle_exception(error or RuntimeError("the application ended without an answer"))
        elif hasattr(protocol, "handshake_deferred"):
            protocol.serverReject()
        else:
            protocol.sendCloseFrame(code=_FAILED if error else _DONE)

    # Clocks

    def timeout_checker(self) -> None:
        """Drop connections that stand still, and have daphne look after its pings."""
        for transport in list(self.http_factory.transports):
            channel = transport.protocol
            overdue = isinstance(channel, HearthChannel) and channel.is_overdue(self.limits.headers_s)
            if overdue or transport.is_stalled(self.limits.stall_s):
                transport.abortConnection()
        super().timeout_checker()

    # The end

    def kill_all_applications(self) -> defer.Deferred[None]:
        """Stop in order; Twisted waits for it before it closes the rest."""
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._wind_up()))

    async def _wind_up(self) -> None:
        """Take no more clients, end sockets and films at once, give pages `grace_s`, then cancel them."""
        deadline = time.monotonic() + self.limits.grace_s
        self._port.stopListening()
        pages = self._end_all_but_pages()
        if pages:
            await asyncio.wait(pages, timeout=self.limits.grace_s)
        # Last words lie in buffers still, and Twisted is about to close whatever is open.
        while self._has_unsent() and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        left = [page for page in pages if not page.done()]
        for page in left:
            page.cancel()
        if left:
            await asyncio.wait(left, timeout=0.5)

    def _end_all_but_pages(self) -> list[asyncio.Future[None]]:
        """Cancel what would go on for ever; return what should end by itself."""
        pages: list[asyncio.Future[None]] = []
        for client, details in list(self.connections.items()):
            running = details.get("application_instance")
            if running is None or running.done():
                continue
            if isinstance(client, HearthRequest) and not client.is_sending_file:
                pages.append(running)
                continue
            if isinstance(client, WebSocketProtocol) and client.state == WebSocketProtocol.STATE_OPEN:
                client.sendCloseFrame(code=_GOING_AWAY)
            running.cancel()
        return pages

    def _has_unsent(self) -> bool:
        return any(transport.buffered_bytes for transport in self.http_factory.transports)
