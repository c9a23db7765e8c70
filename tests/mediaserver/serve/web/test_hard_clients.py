"""Clients that leave, dawdle, cheat or come in crowds: no descriptor lost, memory flat, the others served."""

from __future__ import annotations

import os
import random
import select
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.mediaserver.serve.web.running_server import RunningServer, Wire, running_server, wait_until

LARGE = 4 * 1024**3
LIMITS = {"stall_s": 1.5, "headers_s": 1.5, "body_bytes": 200_000, "connections": 300}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("server"), limits=LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def patient_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("patient")) as server:
        yield server


def large_link(server: RunningServer) -> str:
    path = server.folder / "large.mp4"
    if not path.exists():
        with path.open("wb") as file:
            file.truncate(LARGE)
    return server.link(server.offer(path))


def settled(server: RunningServer) -> int:
    """Return the number of descriptors of a server that has served each kind of request and is at rest."""
    server.get(large_link(server), "Range: bytes=0-0")
    server.get("/chunks/1/1")
    wait_until(lambda: not any(path.endswith(".mp4") for path in server.open_paths), "no film open")
    wait_until(lambda: sum(path.startswith("socket:") for path in server.open_paths) <= 4, "no client connected")
    return server.descriptors


def test_180_aborts_leave_no_descriptor_behind(server: RunningServer) -> None:
    link = large_link(server)
    before = settled(server)
    chance = random.Random(180)
    for number in range(180):
        wire = server.connect(receive_buffer=65536)
        wire.ask(link, f"Range: bytes={number}-")
        for _turn in range(chance.randrange(4)):
            wire.more()
        if chance.random() < 0.5:
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        wire.socket.close()
    server.wait_for_calm(before)
    assert int(server.get("/objects").body) < 20


def test_refusals_and_odd_answers_leave_no_descriptor_behind(server: RunningServer) -> None:
    link = large_link(server)
    before = settled(server)
    with server.connect() as wire:
        for _number in range(20):
            wire.ask(link, method="HEAD")
            wire.answer(method="HEAD")
            wire.ask(link, f"Range: bytes={LARGE}-")
            assert wire.answer().status == 416
            wire.ask(link, "If-None-Match: *")
            assert wire.answer().status == 304
            wire.ask(link, "Range: bytes=0-0")
            assert wire.answer().status == 206
        for _number in range(30):
            wire.ask(link, "Range: bytes=0-100000")
    server.wait_for_calm(before)


def test_slow_readers_cost_no_memory(patient_server: RunningServer) -> None:
    server = patient_server
    link = large_link(server)
    settled(server)
    before = server.resident_mb
    wires = [server.connect(receive_buffer=16384) for _number in range(50)]
    try:
        for wire in wires:
            wire.ask(link)
        for _turn in range(40):
            for wire in wires:
                assert wire.more()
                wire.left = b""
        assert server.resident_mb - before < 30
    finally:
        for wire in wires:
            wire.socket.close()


def test_slow_reader_holds_back_an_ordinary_stream(patient_server: RunningServer) -> None:
    """400 MB in pieces of 1 MB, written by an application that never waits by itself."""
    server = patient_server
    settled(server)
    before = server.resident_mb
    with server.connect(receive_buffer=16384) as wire:
        wire.ask("/chunks/400/1000000")
        wire.head()
        for _turn in range(200):
            wire.more()
            wire.left = b""
        assert server.resident_mb - before < 30


def test_stream_arrives_whole_through_the_back_pressure(server: RunningServer) -> None:
    assert server.get("/chunks/80/70001").body == b"x" * 80 * 70001


def test_others_are_served_while_fifty_read_as_fast_as_they_can(patient_server: RunningServer) -> None:
    server = patient_server
    link = large_link(server)
    stop = threading.Event()

    def devour() -> None:
        wires = [server.connect() for _number in range(50)]
        for wire in wires:
            wire.ask(link)
        while not stop.is_set():
            for sock in select.select([wire.socket for wire in wires], [], [], 0.1)[0]:
                sock.recv(1 << 20)
        for wire in wires:
            wire.socket.close()

    crowd = threading.Thread(target=devour)
    crowd.start()
    try:
        waits = []
        for _number in range(10):
            began = time.monotonic()
            assert server.get("/scope").status == 200
            waits.append(time.monotonic() - began)
    finally:
        stop.set()
        crowd.join()
    assert sorted(waits)[5] < 2.0


def test_client_that_takes_nothing_is_dropped(server: RunningServer) -> None:
    link = large_link(server)
    before = settled(server)
    with server.connect(receive_buffer=4096) as wire:
        wire.ask(link)
        wire.head()
        with server.connect(receive_buffer=4096) as stream:
            stream.ask("/chunks/1000/1000000")
            stream.head()
            server.wait_for_calm(before)
            with pytest.raises(ConnectionResetError):
                while stream.more():
                    pass
        with pytest.raises(ConnectionResetError):
            while wire.more():
                wire.left = b""


def test_client_that_takes_a_little_now_and_then_is_kept(server: RunningServer) -> None:
    with server.connect(receive_buffer=4096) as wire:
        wire.ask(large_link(server))
        wire.head()
        end = time.monotonic() + 4
        taken = 0
        while time.monotonic() < end:
            taken += len(wire.exactly(3_000_000))
            select.select([], [], [], 0.3)
        assert taken >= 9_000_000


def test_file_that_shrinks_while_it_is_sent_ends_the_connection(server: RunningServer) -> None:
    path = server.folder / "shrinking.mp4"
    with path.open("wb") as file:
        file.truncate(LARGE)
    link = server.link(server.offer(path))
    before = settled(server)
    with server.connect(receive_buffer=16384) as wire:
        wire.ask(link)
        announced = int(wire.head().headers["content-length"])
        os.truncate(path, 1000)
        received = len(wire.rest())
    assert received < announced == LARGE
    server.wait_for_calm(before)
    assert server.get(link, "Range: bytes=-1").headers["content-range"] == "bytes 999-999/1000"


def test_headers_that_never_end_are_cut_off(server: RunningServer) -> None:
    with server.connect() as wire:
        wire.send(b"GET / HTTP/1.1\r\n")
        began = time.monotonic()
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            while True:
                wire.send(b"X-Slow: 1\r\n")
                if select.select([wire.socket], [], [], 0.2)[0] and not wire.socket.recv(100):
                    raise ConnectionResetError
        assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "headers",
    [b"X-Long: " + b"a" * 20_000 + b"\r\n", b"".join(b"X-%d: 1\r\n" % number for number in range(200))],
    ids=["too long", "too many"],
)
def test_headers_beyond_the_bound_are_refused(server: RunningServer, headers: bytes) -> None:
    with server.connect() as wire:
        wire.send(b"GET /scope HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n")
        assert wire.head().status in {400, 431}
        assert wire.rest() == b""


def test_address_beyond_the_bound_is_refused(server: RunningServer) -> None:
    with server.connect() as wire:
        wire.ask("/" + "a" * 20_000)
        assert wire.head().status in {400, 431}


def test_body_that_is_announced_too_large_is_refused_at_once(server: RunningServer) -> None:
    with server.connect() as wire:
        wire.ask("/echo", "Content-Length: 200001", "Expect: 100-continue", method="POST")
        assert wire.answer().status == 413
        assert wire.rest() == b""


def test_body_without_length_is_refused_when_it_grows_too_large(server: RunningServer) -> None:
    before = settled(server)
    with server.connect() as wire:
        wire.ask("/echo", "Transfer-Encoding: chunked", method="POST")
        try:
            for _number in range(50):
                wire.send(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
            wire.send(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert wire.head().status == 413
    server.wait_for_calm(before)


def test_body_within_the_bound_arrives_whole(server: RunningServer) -> None:
    with server.connect() as wire:
        wire.ask("/echo", "Content-Length: 200000", method="POST")
        wire.send(b"x" * 200_000)
        assert wire.answer().body == b"200000"
        wire.ask("/echo", "Transfer-Encoding: chunked", method="POST")
        wire.send(b"5\r\nabcde\r\n0\r\n\r\n")
        assert wire.answer().body == b"5"


def test_crowd_beyond_the_bound_is_turned_away_and_the_server_lives(server: RunningServer) -> None:
    before = settled(server)
    wires: list[Wire] = []
    try:
        for _number in range(350):
            wires.append(server.connect())
        for wire in wires:
            wire.socket.settimeout(0)

        def turned_away() -> int:
            closed = 0
            for wire in wires:
                try:
                    closed += wire.socket.recv(1) == b""
                except BlockingIOError:
                    pass
                except ConnectionResetError:
                    closed += 1
            return closed

        wait_until(lambda: turned_away() >= 50, "fifty turned away", within_s=5)
    finally:
        for wire in wires:
            wire.socket.close()
    server.wait_for_calm(before)
    assert server.get("/scope").status == 200


def test_garbage_is_refused(server: RunningServer) -> None:
    before = settled(server)
    for garbage in (
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"\0" * 50 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nA b: c\r\n\r\n",
    ):
        with server.connect() as wire:
            wire.send(garbage + b"\r\n\r\n")
            try:
                assert wire.head().status == 400
            except (EOFError, ConnectionResetError):
                pass
    server.wait_for_calm(before)


def test_failing_application_answers_500_at_once_and_names_nothing(server: RunningServer) -> None:
    for path in ("/boom", "/silent"):
        began = time.monotonic()
        answer = server.get(path)
        assert (answer.status, answer.body) == (500, b"Internal Server Error\n")
        assert "server" not in answer.headers
        assert time.monotonic() - began < 0.9


def test_answer_that_fails_midway_does_not_look_whole(server: RunningServer) -> None:
    with server.connect() as wire:
        wire.ask("/boom-late")
        with pytest.raises((ConnectionResetError, EOFError)):
            wire.answer()


def test_pieces_of_files_in_an_answer_of_unknown_length(server: RunningServer) -> None:
    with server.connect() as wire:
        for _number in range(2):
            wire.ask("/unframed")
            assert wire.answer().body == b"234-89"
        wire.ask("/unframed", method="HEAD")
        wire.answer(method="HEAD")
        wire.ask("/scope")
        assert wire.answer().status == 200


def test_head_of_a_stream_gets_no_byte(server: RunningServer) -> None:
    with server.connect() as wire:
        wire.ask("/chunks/3/10", method="HEAD")
        assert wire.answer(method="HEAD").status == 200
        wire.ask("/echo")
        assert wire.answer().body == b"0"


def test_client_can_not_choose_the_root_of_our_addresses(server: RunningServer) -> None:
    body = server.get("/scope", "Daphne-Root-Path: /evil", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https").body
    assert b'"root_path": ""' in body
    assert b"1.2.3.4" not in body
    assert b'"scheme": "http"' in body
