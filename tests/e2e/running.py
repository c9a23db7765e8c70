"""The whole program as people run it: `manage.py prepare` and `manage.py serve` as processes, on a free port."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 60
STOP_WITHIN_S = 15
_WITHOUT_ROOTS_EYES = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Starts a program as people run servers: where the tests run as root, it may no longer read everything."""


def until(found: Callable[[], Any], what: str, *, within_s: float = 20) -> Any:
    """Return the first true answer; fail with `what` where none comes in time."""
    deadline = time.monotonic() + within_s
    while not (answer := found()):
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(0.05)
    return answer


def chromium() -> str:
    """Return the path of an installed browser; skips where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium or Chrome is installed: make test-system-deps installs one")
    return found


@dataclass
class RunningHearth:
    """A server in a folder of its own."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """What is typed into the browser."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def console(self) -> str:
        """All that was printed."""
        return (self.folder / "console.log").read_text(errors="replace")

    def set_up_code(self) -> str:
        """The one-time code, as somebody at the console reads it."""
        found: re.Match[str] = until(lambda: re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", self.console), "the code")
        return found[0]

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """GET without following redirects."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def is_ready(self) -> bool:
        """Whether it answers."""
        assert self.process.poll() is None, self.console
        try:
            return self.ask("/ready")[0] == 200
        except OSError:
            return False


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_hearth(folder: Path) -> Iterator[RunningHearth]:
    """Prepare and serve a fresh Hearth; at the end it stops on SIGTERM and leaves no process behind."""
    port = free_port()
    with _database(folder) as database:
        environment = _environment(folder, port) | database
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "prepare"], env=environment, check=True, stderr=subprocess.PIPE, timeout=120)
        with (folder / "console.log").open("wb") as console:
            command = [sys.executable, "-c", _WITHOUT_ROOTS_EYES, *manage, "serve"]
            process = subprocess.Popen(command, env=environment, stdout=console, stderr=console)
        hearth = RunningHearth(folder, port, process)
        try:
            until(hearth.is_ready, "the server answers", within_s=START_WITHIN_S)
            yield hearth
            _stop(hearth)
        finally:
            process.kill()
            process.wait()


def _stop(hearth: RunningHearth) -> None:
    family = psutil.Process(hearth.process.pid).children(recursive=True)
    hearth.process.send_signal(signal.SIGTERM)
    assert hearth.process.wait(STOP_WITHIN_S) == 0, hearth.console
    _gone, left = psutil.wait_procs(family, timeout=5)
    assert left == [], f"left behind: {left}"
    assert "Traceback" not in hearth.console, hearth.console


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEARTH_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return kept | {
        "DJANGO_SETTINGS_MODULE": "mediaserver.settings.production",
        "HEARTH_DATA": str(folder / "data"),
        "HEARTH_BIND": "127.0.0.1",
        "HEARTH_PORT": str(port),
        "LANG": "C.UTF-8",
    }


@contextmanager
def _database(folder: Path) -> Iterator[dict[str, str]]:
    """A database of its own on the PostgreSQL that the suite runs on; on SQLite there is nothing to do."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    import psycopg

    _let_through_to_the_socket(address)
    name = f"hearth_{os.getpid()}_{abs(hash(folder)) % 10**8}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": re.sub(r"(://[^/]*)/[^?]*", rf"\1/{name}", address)}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _let_through_to_the_socket(address: str) -> None:
    """PostgreSQL keeps its socket where only its own user gets, and root's right to get there is taken away above."""
    host = parse_qs(urlsplit(address).query).get("host", [""])[0]
    if host.startswith("/") and os.geteuid() == 0:
        folder = Path(host)
        folder.chmod(folder.stat().st_mode | 0o011)
