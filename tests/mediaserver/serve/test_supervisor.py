"""The supervisor with real processes, real signals and real sockets."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from mediaserver.lib.event_hub import request_child, supervisor_status

PROGRAM = Path(__file__).with_name("small_server.py")


class Server:
    """A running small server."""

    def __init__(self, data_dir: Path, *kinds: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(data_dir), str(self.port), *kinds],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "listening\n", self.process.stderr.read()  # type: ignore[union-attr]

    @property
    def socket_path(self) -> Path:
        return self.data_dir / "run" / "events.sock"

    def status(self) -> dict[str, Any]:
        return supervisor_status(self.socket_path) or {}

    def pid_of(self, name: str) -> int:
        def found() -> int | None:
            return next((child["pid"] for child in self.status().get("children", []) if child["name"] == name), None)

        return until(found)

    def get(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
            return int(answer.read())

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def grandchild(self) -> int:
        path = self.data_dir / "grandchild"
        return until(lambda: int(path.read_text() or 0) if path.exists() else None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(found: Callable[[], Any], within_s: float = 10) -> Any:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.01)
    raise AssertionError("it did not happen in time")


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def make(*kinds: str) -> Server:
        started.append(Server(tmp_path, *kinds))
        return started[-1]

    yield make
    for server in started:
        server.process.kill()
        server.process.communicate(timeout=10)


def test_killed_web_process_is_replaced_without_a_refused_connection(start: Callable[..., Server]) -> None:
    server = start("web")
    first = server.get()
    os.kill(first, signal.SIGKILL)
    until(lambda: is_gone(first))
    for _ in range(20):  # every one of them is answered, none refused
        second = server.get()
    assert second != first
    until(lambda: server.status()["children"][0]["restart_count"] == 1)


def test_sigterm_ends_every_child_and_the_supervisor_with_code_zero(start: Callable[..., Server]) -> None:
    server = start("web", "sleeper")
    server.get()
    grandchild = server.grandchild()
    family = server.family()
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(5) == 0
    assert time.monotonic() - started < 5
    assert all(is_gone(process.pid) for process in family)
    assert is_gone(grandchild)
    assert not server.socket_path.exists()


def test_child_that_ignores_sigterm_is_killed_with_its_own_children_within_five_seconds(
    start: Callable[..., Server],
) -> None:
    server = start("deaf")
    grandchild = server.grandchild()
    child = server.pid_of("deaf")
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(6) == 0
    assert time.monotonic() - started < 5
    assert is_gone(child)
    assert is_gone(grandchild)


def test_second_ctrl_c_kills_at_once(start: Callable[..., Server]) -> None:
    server = start("deaf")
    server.grandchild()
    started = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    until(lambda: server.status().get("pid") is not None)
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(5) == 0
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("kind", ["sleeper", "deaf", "stuck"])
def test_kill_9_of_the_supervisor_ends_children_and_grandchildren(start: Callable[..., Server], kind: str) -> None:
    server = start("web", kind)
    server.get()
    grandchild = server.grandchild()
    family = [process.pid for process in server.family()]
    assert grandchild in family
    server.process.kill()
    server.process.wait(5)
    for pid in family:
        until(lambda pid=pid: is_gone(pid), within_s=5)
    with socket.socket() as probe:  # nobody keeps the port
        assert probe.connect_ex(("127.0.0.1", server.port)) != 0


def test_what_a_dead_child_leaves_behind_is_ended(start: Callable[..., Server]) -> None:
    server = start("sleeper")
    grandchild = server.grandchild()
    os.kill(server.pid_of("sleeper"), signal.SIGKILL)
    until(lambda: is_gone(grandchild))


def test_child_that_keeps_failing_is_restarted_with_growing_pauses(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start("web", "failing")
    failures = tmp_path / "failures"
    until(lambda: failures.exists() and len(failures.read_text().split()) >= 4)
    times = [float(line) for line in failures.read_text().split()]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses[0] < 0.4
    assert 0.4 < pauses[1] < 0.9
    assert 0.9 < pauses[2] < 1.9
    assert server.get()  # the others go on


def test_on_demand_child_starts_when_asked_for_and_stays_away_when_it_is_done(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start("web")
    mark = tmp_path / "runner-was-here"
    assert not mark.exists()
    assert request_child("runner", server.socket_path)
    assert request_child("runner", server.socket_path)  # it runs already
    until(mark.exists)
    until(lambda: any(child["state"] == "ended" for child in server.status()["children"]))
    first = mark.read_text()
    assert request_child("runner", server.socket_path)
    until(lambda: mark.read_text() not in {first, ""})


def test_unknown_child_is_not_started(start: Callable[..., Server]) -> None:
    assert not request_child("/bin/sh", start("web").socket_path)


def test_supervisor_holds_no_web_server_and_no_database(start: Callable[..., Server]) -> None:
    server = start("web")
    maps = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "twisted" not in maps
    descriptors = [os.readlink(path) for path in Path(f"/proc/{server.process.pid}/fd").iterdir()]
    assert not [name for name in descriptors if "sqlite" in name]
    assert psutil.Process(server.process.pid).num_threads() == 1


def test_idle_supervisor_sleeps(start: Callable[..., Server]) -> None:
    server = start("web", "sleeper")
    server.get()
    supervisor = psutil.Process(server.process.pid)
    before = supervisor.num_ctx_switches().voluntary
    time.sleep(1.5)  # the subject: nothing may happen in this time
    assert supervisor.num_ctx_switches().voluntary - before <= 2
