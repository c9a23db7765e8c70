"""The hub: hands every event to every subscribed connection. Lives in the supervisor's select loop."""

from __future__ import annotations

import contextlib
import json
import logging
import selectors
import socket
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from mediaserver.lib.event_hub import frames

logger = logging.getLogger(__name__)

MAX_BACKLOG_BYTES: Final = 1024 * 1024
_FRAMES_AT_ONCE: Final = 64

AnswerWord = Callable[[str, dict[str, Any]], dict[str, Any] | None]


class _Peer:
    """One connection: whether it wants events, and what it has not taken yet."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.is_subscribed = False
        self.backlog: deque[bytes] = deque()
        self.backlog_bytes = 0

    def push(self, frame: bytes) -> None:
        """Keep a frame for later; the oldest ones give way."""
        self.backlog.append(frame)
        self.backlog_bytes += len(frame)
        while self.backlog_bytes > MAX_BACKLOG_BYTES:
            self.backlog_bytes -= len(self.backlog.popleft())


class Hub:
    """Listens on `path` inside a selector that the owner runs.

    The selector's `data` is a callable that takes the event mask. `answer_word(word, facts)` carries out what other
    processes ask of the supervisor; what it returns is sent back.
    """

    def __init__(self, path: Path, selector: selectors.BaseSelector, answer_word: AnswerWord) -> None:
        self.path = path
        self._selector = selector
        self._answer_word = answer_word
        self._peers: dict[int, _Peer] = {}
        self._listener: socket.socket | None = None

    def open(self) -> None:
        """Start to listen; only the server's own user may connect. Raises OSError."""
        listener = frames.new_socket()
        try:
            self.path.unlink(missing_ok=True)
            with frames.address_of(self.path) as address:
                listener.bind(address)
            self.path.chmod(0o600)
            listener.listen(64)
            listener.setblocking(False)
        except OSError:
            listener.close()
            raise
        self._listener = listener
        self._selector.register(listener, selectors.EVENT_READ, self._accept)

    def close(self) -> None:
        """Stop listening and hang up on everyone."""
        self.forget()
        self.path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Close this process's descriptors and nothing else: for a child after fork, which shares the selector."""
        for peer in self._peers.values():
            peer.connection.close()
        self._peers.clear()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _accept(self, _mask: int) -> None:
        assert self._listener is not None
        try:
            connection, _address = self._listener.accept()
        except OSError:  # gone again, or out of descriptors: the next one tries anew
            return
        connection.setblocking(False)
        peer = _Peer(connection)
        self._peers[connection.fileno()] = peer
        self._selector.register(connection, selectors.EVENT_READ, lambda mask: self._serve(peer, mask))

    def _serve(self, peer: _Peer, mask: int) -> None:
        if mask & selectors.EVENT_WRITE:
            self._flush(peer)
        if not mask & selectors.EVENT_READ:
            return
        for _ in range(_FRAMES_AT_ONCE):
            try:
                frame = peer.connection.recv(frames.MAX_FRAME_BYTES)
            except BlockingIOError:
                return
            except OSError:
                frame = b""
            if not frame:
                self._drop(peer)
                return
            self._take(peer, frame)

    def _take(self, peer: _Peer, frame: bytes) -> None:
        kind = frame[0]
        if kind == frames.EVENT:
            for other in list(self._peers.values()):
                if other.is_subscribed:
                    self._send(other, frame)
        elif kind == frames.SUBSCRIBE:
            peer.is_subscribed = True
        elif kind == frames.WORD:
            self._carry_out(peer, frame)

    def _carry_out(self, peer: _Peer, frame: bytes) -> None:
        try:
            facts = json.loads(frame[1:])
            word = str(facts.pop("word"))
        except (ValueError, KeyError, AttributeError, TypeError):
            logger.warning("A process sent the supervisor something that is no word.")
            return
        answer = self._answer_word(word, facts)
        if answer is not None:
            self._send(peer, bytes([frames.ANSWER]) + json.dumps(answer).encode())

    def _send(self, peer: _Peer, frame: bytes) -> None:
        if not peer.backlog:
            try:
                peer.connection.send(frame)
                return
            except BlockingIOError:
                self._watch(peer, selectors.EVENT_READ | selectors.EVENT_WRITE)
            except OSError:
                self._drop(peer)
                return
        peer.push(frame)

    def _flush(self, peer: _Peer) -> None:
        while peer.backlog:
            try:
                peer.connection.send(peer.backlog[0])
            except BlockingIOError:
                return
            except OSError:
                self._drop(peer)
                return
            peer.backlog_bytes -= len(peer.backlog.popleft())
        self._watch(peer, selectors.EVENT_READ)

    def _watch(self, peer: _Peer, mask: int) -> None:
        self._selector.modify(peer.connection, mask, lambda ready: self._serve(peer, ready))

    def _drop(self, peer: _Peer) -> None:
        if self._peers.pop(peer.connection.fileno(), None) is None:
            return
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(peer.connection)
        peer.connection.close()
