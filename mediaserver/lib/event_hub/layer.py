"""A Channels layer whose groups live in the process that owns the sockets; events travel through the hub."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import select
import socket
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, ClassVar, Final

from channels.layers import BaseChannelLayer

from mediaserver.lib.event_hub import frames

logger = logging.getLogger(__name__)

_FIRST_RECONNECT_S: Final = 0.1
_LAST_RECONNECT_S: Final = 5.0
_SEND_WITHIN_S: Final = 0.1
_FORGOTTEN_AFTER_S: Final = 3600.0
_READ_AT_ONCE: Final = 64


class _Channel:
    """What waits for one consumer."""

    def __init__(self, capacity: int) -> None:
        self.messages: deque[dict[str, Any]] = deque(maxlen=capacity)
        self.arrival = asyncio.Event()
        self.reader_count = 0
        self.read_at = time.monotonic()
        self.groups: set[str] = set()

    @property
    def is_forgotten(self) -> bool:
        """Whether its consumer seems to have gone without leaving its groups."""
        return self.reader_count == 0 and time.monotonic() - self.read_at > _FORGOTTEN_AFTER_S


class UnixSocketChannelLayer(BaseChannelLayer):  # type: ignore[misc]  # channels has no types
    """Delivers to consumers of this process directly and to all others through the hub at `path`.

    Without a hub it works inside its own process and looks for one every few seconds. A consumer that does not
    keep up loses its oldest messages; none is told of an error, since events are hints.
    """

    extensions: ClassVar[list[str]] = ["groups", "flush"]

    def __init__(self, path: str, capacity: int = 200, **options: Any) -> None:
        super().__init__(capacity=capacity, **options)
        self.path = Path(path)
        self._pid = 0
        self._send_lock = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        """Begin anew: at the start, and in a child after fork, which must not share its parent's connections."""
        self._pid = os.getpid()
        self._origin = secrets.token_bytes(8)
        self._channels: dict[str, _Channel] = {}
        self._groups: dict[str, set[str]] = {}
        self._sender: socket.socket | None = None
        self._sender_failed_at = float("-inf")
        self._send_lock = threading.Lock()
        self._subscription: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reconnect_s = _FIRST_RECONNECT_S
        self._retry: asyncio.TimerHandle | None = None

    # Channels' interface

    async def new_channel(self, prefix: str = "specific") -> str:
        """Return the name of a fresh channel of this process."""
        self._listen()
        name = f"{prefix}.{secrets.token_hex(8)}!{secrets.token_hex(8)}"
        self._channels[name] = _Channel(self.capacity)
        return name

    async def receive(self, channel: str) -> dict[str, Any]:
        """Wait for the next message on a channel of this process."""
        self.require_valid_channel_name(channel)
        self._listen()
        box = self._channels.setdefault(channel, _Channel(self.capacity))
        box.reader_count += 1
        try:
            while not box.messages:
                box.arrival.clear()
                await box.arrival.wait()
            return box.messages.popleft()
        finally:
            box.reader_count -= 1
            box.read_at = time.monotonic()

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Send to a single channel, whichever process owns it."""
        self.require_valid_channel_name(channel)
        await self._spread(channel, False, message)

    async def group_add(self, group: str, channel: str) -> None:
        """Let a channel of this process receive what is sent to a group."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        self._listen()
        self._channels.setdefault(channel, _Channel(self.capacity)).groups.add(group)
        self._groups.setdefault(group, set()).add(channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Take a channel out of a group; one that is in none and read by nobody is forgotten."""
        members = self._groups.get(group, set())
        members.discard(channel)
        if not members:
            self._groups.pop(group, None)
        box = self._channels.get(channel)
        if box is None:
            return
        box.groups.discard(group)
        if not box.groups and not box.reader_count and not box.messages:
            del self._channels[channel]

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every channel of a group in every process."""
        self.require_valid_group_name(group)
        await self._spread(group, True, message)

    async def flush(self) -> None:
        """Forget all channels, groups and connections."""
        self.close()

    # For synchronous code

    def publish(self, group: str, message: dict[str, Any]) -> None:
        """Send to a group from any thread, without an event loop. Never fails for want of a hub."""
        self.require_valid_group_name(group)
        self._check_process()
        frame = frames.pack_event(self._origin, group, True, message)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deliver, group, True, message)
        deadline = time.monotonic() + _SEND_WITHIN_S
        while not self._try_send(frame):
            sender = self._sender
            left_s = deadline - time.monotonic()
            if sender is None or left_s <= 0:
                return
            select.select([], [sender], [], left_s)

    def close(self) -> None:
        """Hang up and forget everything."""
        if self._subscription is not None and self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._subscription)
        if self._retry is not None:
            self._retry.cancel()
        for connection in (self._subscription, self._sender):
            if connection is not None:
                connection.close()
        self._reset()

    # Sending

    async def _spread(self, name: str, is_group: bool, message: dict[str, Any]) -> None:
        self._check_process()
        is_own_loop = self._loop is asyncio.get_running_loop()
        # Without an origin the hub's copy is delivered here too: the sender runs in a loop of its own.
        frame = frames.pack_event(self._origin if is_own_loop else b"", name, is_group, message)
        if is_own_loop:
            self._deliver(name, is_group, message)
        deadline = time.monotonic() + _SEND_WITHIN_S
        while not self._try_send(frame) and self._sender is not None and time.monotonic() < deadline:
            await asyncio.sleep(0.002)

    def _try_send(self, frame: bytes) -> bool:
        """Hand a frame to the hub. False where the hub is there but takes nothing more at the moment."""
        with self._send_lock:
            for _ in range(2):  # a second time where the hub was restarted meanwhile
                sender = self._connected_sender()
                if sender is None:
                    return True
                try:
                    sender.send(frame)
                    return True
                except BlockingIOError:
                    return False
                except OSError:
                    sender.close()
                    self._sender = None
            return True

    def _connected_sender(self) -> socket.socket | None:
        if self._sender is None and time.monotonic() - self._sender_failed_at > _FIRST_RECONNECT_S:
            try:
                self._sender = frames.connect(self.path)
            except OSError:
                self._sender_failed_at = time.monotonic()
        return self._sender

    # Receiving

    def _listen(self) -> None:
        """Subscribe to the hub from the running loop."""
        self._check_process()
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            if self._subscription is not None:
                self._subscription.close()
                self._subscription = None
            self._loop = loop
            self._retry = None
        if self._subscription is None and self._retry is None:
            self._subscribe(loop)

    def _subscribe(self, loop: asyncio.AbstractEventLoop) -> None:
        self._retry = None
        if self._subscription is not None or self._loop is not loop:
            return
        try:
            connection = frames.connect(self.path)
            connection.send(bytes([frames.SUBSCRIBE]))
        except OSError:
            self._retry = loop.call_later(self._reconnect_s, self._subscribe, loop)
            self._reconnect_s = min(self._reconnect_s * 2, _LAST_RECONNECT_S)
            return
        self._reconnect_s = _FIRST_RECONNECT_S
        self._subscription = connection
        loop.add_reader(connection, self._read, loop, connection)

    def _read(self, loop: asyncio.AbstractEventLoop, connection: socket.socket) -> None:
        for _ in range(_READ_AT_ONCE):
            try:
                frame = connection.recv(frames.MAX_FRAME_BYTES)
            except BlockingIOError:
                return
            except OSError:
                frame = b""
            if not frame:
                loop.remove_reader(connection)
                connection.close()
                self._subscription = None
                self._retry = loop.call_later(self._reconnect_s, self._subscribe, loop)
                return
            if frame[0] == frames.EVENT:
                self._take(frame)

    def _take(self, frame: bytes) -> None:
        try:
            origin, name, is_group, message = frames.unpack_event(frame)
        except (ValueError, TypeError):
            logger.warning("A process sent something that is no event.")
            return
        if origin != self._origin:
            self._deliver(name, is_group, message)

    def _deliver(self, name: str, is_group: bool, message: dict[str, Any]) -> None:
        for channel in list(self._groups.get(name, ())) if is_group else [name]:
            box = self._channels.get(channel)
            if box is None:
                continue
            if box.is_forgotten:
                self._forget(channel, box)
                continue
            box.messages.append(dict(message))
            box.arrival.set()

    def _forget(self, channel: str, box: _Channel) -> None:
        for group in box.groups:
            members = self._groups.get(group, set())
            members.discard(channel)
            if not members:
                self._groups.pop(group, None)
        del self._channels[channel]

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            for connection in (self._subscription, self._sender):
                if connection is not None:
                    with contextlib.suppress(OSError):
                        connection.close()
            self._reset()
