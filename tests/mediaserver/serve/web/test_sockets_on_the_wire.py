"""WebSockets against a real web process: pings, bounds, foreign pages, listeners that fall behind."""

from __future__ import annotations

import base64
import os
import signal
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mediaserver.serve.web.running_server import RunningServer, Wire, running_server, wait_until

PING, PONG, CLOSE, TEXT = 9, 10, 8, 1
LIMITS = {"ping_interval_s": 1, "ping_timeout_s": 1, "websocket_message_bytes": 70_000}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("server"), limits=LIMITS) as server:
        yield server


def open_socket(server: RunningServer, *headers: str, expect: int = 101) -> Wire:
    wire = server.connect(receive_buffer=16384)
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13")
    wire.ask("/ws/", *upgrade, *headers)
    answer = wire.head()
    assert answer.status == expect
    assert "server" not in answer.headers
    return wire


def send_frame(wire: Wire, kind: int, payload: bytes) -> None:
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload))
    mask = b"abcd"
    masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
    wire.send(bytes([0x80 | kind]) + length + mask + masked)


def read_frame(wire: Wire) -> tuple[int, bytes]:
    first, length = wire.exactly(2)
    if length == 126:
        (length,) = struct.unpack(">H", wire.exactly(2))
    elif length == 127:
        (length,) = struct.unpack(">Q", wire.exactly(8))
    return first & 15, wire.exactly(length)


def read_message(wire: Wire) -> tuple[int, bytes]:
    """Read the next frame that is not a ping."""
    kind, payload = read_frame(wire)
    while kind == PING:
        kind, payload = read_frame(wire)
    return kind, payload


def test_text_goes_there_and_back(server: RunningServer) -> None:
    with open_socket(server, "Origin: http://localhost") as wire:
        send_frame(wire, TEXT, b"hello")
        assert read_message(wire) == (TEXT, b"hello")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://evil.example", 403),
        ("http://localhost:81", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
        ("http://", 400),
        ("http://[::1", 400),
    ],
)
def test_socket_from_a_foreign_page_is_refused(server: RunningServer, origin: str, status: int) -> None:
    open_socket(server, f"Origin: {origin}", expect=status).socket.close()


def test_listener_that_answers_pings_stays(server: RunningServer) -> None:
    with open_socket(server) as wire:
        for _number in range(3):
            kind, payload = read_frame(wire)
            assert kind == PING
            send_frame(wire, PONG, payload)
        send_frame(wire, TEXT, b"still here")
        assert read_message(wire) == (TEXT, b"still here")


def test_listener_that_answers_no_ping_is_dropped(server: RunningServer) -> None:
    with open_socket(server) as wire:
        began = time.monotonic()
        try:
            assert wire.rest()
        except ConnectionResetError:
            pass
        assert time.monotonic() - began < 12


def test_listener_that_falls_far_behind_is_dropped(server: RunningServer) -> None:
    before = server.resident_mb
    (server.folder / "socket-ended").unlink(missing_ok=True)
    with open_socket(server) as wire:
        send_frame(wire, TEXT, b"flood")
        wait_until((server.folder / "socket-ended").exists, "the listener dropped")
        assert server.resident_mb - before < 40


def test_message_beyond_the_bound_ends_the_socket(server: RunningServer) -> None:
    with open_socket(server) as wire:
        wire.send(b"\x81\xff" + struct.pack(">Q", 70_001) + b"abcd" + b"x" * 1000)
        with pytest.raises((ConnectionResetError, EOFError)):
            read_message(wire)


def test_failing_consumer_closes_its_socket(server: RunningServer) -> None:
    with open_socket(server) as wire:
        send_frame(wire, TEXT, b"boom")
        assert read_message(wire) == (CLOSE, struct.pack(">H", 1011))


def test_sockets_are_told_that_the_server_goes_away(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, open_socket(server) as wire:
        send_frame(wire, TEXT, b"open")
        assert read_message(wire) == (TEXT, b"open")
        server.process.send_signal(signal.SIGTERM)
        assert read_message(wire) == (CLOSE, struct.pack(">H", 1001))
        assert server.process.wait(timeout=5) == 0
        assert "Traceback" not in server.log.read_text()
