"""A connection that can send files: Twisted's own, with one more thing to write when its buffer is empty."""

from __future__ import annotations

import asyncio
import time

from twisted.internet import main, tcp

from mediaserver.serve.web.file_send import FileSend


class FileTransport(tcp.Server):  # type: ignore[misc]
    """A server-side TCP connection. Of Twisted's own state it reads the three fields of the write buffer."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self._file: FileSend | None = None
        self.progress_at = time.monotonic()
        self._registry: set[FileTransport] = self.server.factory.transports
        self._registry.add(self)

    @property
    def buffered_bytes(self) -> int:
        """Bytes that wait in this process for the client to take them."""
        return int(len(self.dataBuffer) - self.offset + self._tempDataLen)

    def send_file(self, descriptor: int, offset: int, count: int) -> asyncio.Future[int]:
        """Begin to send a piece of a file after what is buffered; resolves to the bytes sent by sendfile.

        Cancelling the future stops the sending. The descriptor must stay open until it is done.
        """
        self._file = FileSend(descriptor, offset, count, resume=self._resume)
        self._file.done.add_done_callback(self._file_ended)
        self.progress_at = time.monotonic()
        self._resume()
        return self._file.done

    def is_stalled(self, stall_s: float) -> bool:
        """Return whether the client has taken nothing for `stall_s` although there is something for it."""
        waiting = self.buffered_bytes > 0 or (self._file is not None and not self._file.is_warming)
        return waiting and time.monotonic() - self.progress_at > stall_s

    def doWrite(self) -> object:
        """Write what is buffered, then the file. The reactor calls it when the socket takes bytes."""
        if self._file is None or self.buffered_bytes:
            return self._write_buffered()
        try:
            sent = self._file.write_to(self.socket.fileno())
        except OSError:
            return main.CONNECTION_LOST
        if sent:
            self.progress_at = time.monotonic()
        if self._file is None or self._file.is_warming or self._file.done.done():
            self.stopWriting()
        return None

    def _write_buffered(self) -> object:
        before = self.buffered_bytes
        result: object = super().doWrite()
        if self.buffered_bytes != before:
            self.progress_at = time.monotonic()
        if self._file is not None and result is None:
            self.startWriting()
        return result

    def connectionLost(self, reason: object) -> None:
        """Stop sending before the socket's number can belong to somebody else."""
        self._registry.discard(self)
        if self._file is not None:
            self._file.fail(ConnectionResetError("the client closed the connection"))
            self._file = None
        super().connectionLost(reason)

    def _resume(self) -> None:
        if self.connected:
            self.startWriting()

    def _file_ended(self, done: asyncio.Future[int]) -> None:
        if self._file is not None and self._file.done is done:
            self._file = None
