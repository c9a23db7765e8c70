"""Frames between the server and a media process: four bytes of length, then msgpack; descriptors ride along.

Both ends use this module, so it imports nothing of Django.
"""

from __future__ import annotations

import array
import os
import socket
import struct
from collections import deque
from collections.abc import Sequence

import msgpack

from mediaserver.lib.sandbox.wire import Wire

LENGTH = struct.Struct("!I")
READ_BYTES = 256 * 1024
FILES_PER_FRAME = 4
ANCILLARY_BYTES = socket.CMSG_SPACE(FILES_PER_FRAME * array.array("i").itemsize)


class ConnectionLost(Exception):
    """The other end is gone."""


class NonsenseReceived(Exception):
    """What came is no frame, or larger than agreed."""


class FrameConnection:
    """One end of the connected pair of Unix sockets."""

    def __init__(self, connected: socket.socket, *, receive_limit_bytes: int) -> None:
        self._socket = connected
        self._limit_bytes = receive_limit_bytes
        self._buffer = bytearray()
        self._descriptors: deque[int] = deque()

    def send(self, message: Wire, descriptors: Sequence[int] = ()) -> None:
        """Send one frame whole. Raises ConnectionLost, and TimeoutError where a time-out is set."""
        body: bytes = msgpack.packb(message, unicode_errors="replace")
        frame = LENGTH.pack(len(body)) + body
        try:
            if descriptors:
                sent = socket.send_fds(self._socket, [frame], list(descriptors))
                frame = frame[sent:]
            if frame:
                self._socket.sendall(frame)
        except TimeoutError:
            raise
        except OSError as error:
            raise ConnectionLost from error

    def receive(self, timeout_s: float | None = None) -> Wire:
        """Return the next message. Raises ConnectionLost, NonsenseReceived and TimeoutError (a read without bytes)."""
        if self._socket.gettimeout() != timeout_s:
            self._socket.settimeout(timeout_s)
        self._fill(LENGTH.size)
        (size,) = LENGTH.unpack_from(self._buffer)
        if size > self._limit_bytes:
            raise NonsenseReceived(f"a frame of {size} bytes")
        self._fill(LENGTH.size + size)
        body = bytes(self._buffer[LENGTH.size : LENGTH.size + size])
        del self._buffer[: LENGTH.size + size]
        try:
            message: Wire = msgpack.unpackb(body, unicode_errors="replace")
        except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
            raise NonsenseReceived("a frame that can't be unpacked") from error
        return message

    def take_descriptors(self, count: int) -> list[int]:
        """Return the descriptors that came with the frame received last; the caller closes them."""
        if len(self._descriptors) < count:
            raise NonsenseReceived("a frame without its descriptors")
        return [self._descriptors.popleft() for _ in range(count)]

    def close(self) -> None:
        """Close the socket and every descriptor nobody took."""
        self._socket.close()
        while self._descriptors:
            os.close(self._descriptors.popleft())

    def _fill(self, wanted_bytes: int) -> None:
        while len(self._buffer) < wanted_bytes:
            try:
                data, ancillary, _flags, _address = self._socket.recvmsg(
                    READ_BYTES, ANCILLARY_BYTES, getattr(socket, "MSG_CMSG_CLOEXEC", 0)
                )
            except TimeoutError:
                raise
            except OSError as error:
                raise ConnectionLost from error
            for level, kind, payload in ancillary:
                if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                    received = array.array("i")
                    received.frombytes(payload[: len(payload) - len(payload) % received.itemsize])
                    self._descriptors.extend(received)
            if not data:
                raise ConnectionLost
            self._buffer += data
