"""The packets on the hub's socket and how to get connected to it."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgpack

SUBSCRIBE: Final = 1
EVENT: Final = 2
WORD: Final = 3
ANSWER: Final = 4

MAX_FRAME_BYTES: Final = 128 * 1024
_LONGEST_ADDRESS_BYTES: Final = 100
"""A Unix address holds 107 bytes; a data directory may lie deeper than that."""


class EventTooLarge(ValueError):
    """An event that does not fit into one packet. Send ids and let the receiver read the rest."""


def pack_event(origin: bytes, name: str, is_group: bool, message: dict[str, Any]) -> bytes:
    """Return the frame of an event for a group or a single channel. Raises EventTooLarge."""
    packed: bytes = msgpack.packb([origin, name, is_group, message], use_bin_type=True)
    frame = bytes([EVENT]) + packed
    if len(frame) > MAX_FRAME_BYTES:
        raise EventTooLarge(f"An event for {name} has {len(frame)} bytes; at most {MAX_FRAME_BYTES} fit.")
    return frame


def unpack_event(frame: bytes) -> tuple[bytes, str, bool, dict[str, Any]]:
    """Return origin, name, whether the name is a group's, and the message. Raises ValueError on nonsense."""
    origin, name, is_group, message = msgpack.unpackb(frame[1:], raw=False, strict_map_key=False)
    return origin, name, is_group, message


def new_socket() -> socket.socket:
    """Return an unconnected socket of the hub's kind. Raises OSError where the system has none (macOS)."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def connect(path: Path) -> socket.socket:
    """Return a non-blocking connection to the hub. Raises OSError where none listens."""
    connection = new_socket()
    try:
        with address_of(path) as address:
            connection.connect(address)
        connection.setblocking(False)
    except OSError:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def address_of(path: Path) -> Iterator[str]:
    """Give the address to bind or connect to, short enough however deep `path` lies."""
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
