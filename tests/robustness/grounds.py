"""Grounds on which the real server is started, killed and started again: a data directory, a port, a database."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

from mediaserver.lib.event_hub import supervisor_status
from tests.e2e.running import RunningHearth, free_port, until
from tests.e2e.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
OWNER = "Ilse"
ADDRESS = os.environ.get("DATABASE_URL", "")
ON_POSTGRESQL = ADDRESS.startswith("postgres")


class Grounds:
    """One household's server through all that happens to it. `serve` starts it, `kill` and `stop` end it."""

    def __init__(self, folder: Path, environment: Mapping[str, str], static: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.environment = {
            **_plain_environment(),
            "DJANGO_SETTINGS_MODULE": "mediaserver.settings.production",
            "HEARTH_DATA": str(self.data),
            "HEARTH_BIND": "127.0.0.1",
            "HEARTH_PORT": str(self.port),
            "HEARTH_STATIC": str(static),
            "LANG": "C.UTF-8",
            **environment,
        }
        self.before_command: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None

    # Life

    def manage(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a management command and return how it ended."""
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments], env=self.environment, capture_output=True, text=True,
            timeout=180, check=False, **options,
        )  # fmt: skip

    def serve(self, **options: Any) -> Guest:
        """Start the server, wait until it answers, and return somebody who knocks at its door."""
        with (self.folder / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                [*self.before_command, sys.executable, str(ROOT / "manage.py"), "serve", "--prepare"],
                env=self.environment, stdout=console, stderr=console, **options,
            )  # fmt: skip
        hearth = RunningHearth(self.folder, self.port, self.process)
        until(hearth.is_ready, "the server answers", within_s=120)
        return Guest(hearth.address)

    @property
    def console(self) -> str:
        """All that was printed."""
        return (self.folder / "console.log").read_text(errors="replace")

    def stop(self) -> float:
        """End it by SIGTERM; returns the seconds until the last of its processes was gone."""
        assert self.process is not None
        family = self.family()
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0, self.console
        wait_gone(family, within_s=10)
        return time.monotonic() - started

    def kill(self) -> list[psutil.Process]:
        """End the supervisor by SIGKILL; returns what it leaves behind at this moment."""
        assert self.process is not None
        family = self.family()
        self.process.kill()
        self.process.wait(10)
        return family

    def family(self) -> list[psutil.Process]:
        """All processes below the supervisor, media processes included."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def pid_of(self, name: str) -> int:
        """The process of a standing child."""

        def found() -> int | None:
            status = supervisor_status(self.data / "run" / "events.sock") or {"children": []}
            return next((child["pid"] for child in status["children"] if child["name"] == name and child["pid"]), None)

        return int(until(found, f"{name} runs"))

    # What it knows

    @property
    def database_name(self) -> str:
        """The name of its database on PostgreSQL."""
        return urlsplit(self.environment["DATABASE_URL"]).path.lstrip("/")

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, in an order of their own; for comparing. Migrations without the times they ran at."""
        if ON_POSTGRESQL:
            query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        else:
            query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = sorted(name for (name,) in self.rows(query))
        columns = dict.fromkeys(names, "*") | {"django_migrations": "app, name"}
        return {name: sorted(self.rows(f'SELECT {columns[name]} FROM "{name}"'), key=repr) for name in names}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the server's database, past the server."""
        if ON_POSTGRESQL:
            import psycopg

            with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
                return connection.execute(query).fetchall()
        with closing(
            sqlite3.connect(f"file:{self.data / 'hearth.sqlite3'}?mode=ro", uri=True, timeout=20)
        ) as connection:
            return connection.execute(query).fetchall()

    def one(self, query: str) -> Any:
        """The first column of the first row."""
        return self.rows(query)[0][0]


class Guest(Visitor):
    """A visitor who also asks for bytes as players do."""

    def get_bytes(self, path: str, *, range_header: str = "", if_range: str = "") -> bytes:
        """Read what an address holds."""
        with self._ask(path, range_header, if_range) as answer:
            return bytes(answer.read())

    def get_headers(self, path: str) -> dict[str, str]:
        """The headers of an address, in lower case."""
        with self._ask(path, "bytes=0-0", "") as answer:
            return {name.lower(): value for name, value in answer.headers.items()}

    def form_token(self, path: str) -> str:
        """What a form has to send along."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert found is not None
        return found[1]

    def send_form(self, path: str, token: str, **fields: str) -> str:
        """Send a form that was fetched before."""
        body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self._opener.open(self.address + path, body, timeout=30) as answer:
            return str(answer.read().decode())

    def _ask(self, path: str, range_header: str, if_range: str) -> Any:
        headers = {"Range": range_header, "If-Range": if_range}
        request = urllib.request.Request(self.address + path, headers={k: v for k, v in headers.items() if v})
        return self._opener.open(request, timeout=20)


def _plain_environment() -> dict[str, str]:
    own = ("HEARTH_", "DJANGO_", "DATABASE_URL", "REDIS_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


def wait_gone(family: Sequence[psutil.Process], *, within_s: float) -> None:
    """See all of these processes end."""

    def left() -> list[psutil.Process]:
        return [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]

    deadline = time.monotonic() + within_s
    while still := left():
        names = [f"{process.pid} {process.name()}" for process in still]
        assert time.monotonic() < deadline, f"still there after {within_s} s: {names}"
        time.sleep(0.05)


def set_up(visitor: Visitor) -> None:
    """Make the owner, without folders."""
    visitor.submit("/app/setup/language/", language="en")
    visitor.submit("/app/setup/owner/", username=OWNER, password="lantern river 17 morning")


def add_library(visitor: Visitor, kind: str, folder: Path, name: str = "") -> dict[str, Any]:
    """Make a library through the API; its scan starts."""
    answer: dict[str, Any] = visitor.api("libraries/", {"name": name or kind, "kind": kind, "roots": [str(folder)]})
    return answer


def jobs(visitor: Visitor, state: str) -> list[dict[str, Any]]:
    """Jobs in a state: active, ended."""
    rows: list[dict[str, Any]] = visitor.api(f"jobs/?state={state}")["results"]
    return rows


def wait_idle(visitor: Visitor, *, within_s: float = 120) -> list[dict[str, Any]]:
    """Wait until no job waits or runs; returns those that ended."""
    until(_patient(lambda: not jobs(visitor, "active")), "all jobs are done", within_s=within_s)
    return jobs(visitor, "ended")


def _patient(look: Callable[[], Any]) -> Callable[[], Any]:
    """A server that is just being replaced may drop a request: look again."""

    def patiently() -> Any:
        try:
            return look()
        except OSError:
            return None

    return patiently


@contextmanager
def database_of_its_own(like: Grounds | None = None) -> Iterator[dict[str, str]]:
    """On PostgreSQL a database of its own, a copy where `like` has one; on SQLite the data directory brings it."""
    if not ON_POSTGRESQL:
        yield {}
        return
    import psycopg

    name = f"hearth_{uuid.uuid4().hex[:12]}"
    template = f'TEMPLATE "{like.database_name}"' if like else ""
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" {template}')
        try:
            yield {"DATABASE_URL": re.sub(r"(://[^/]*)/[^?]*", rf"\1/{name}", ADDRESS)}
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy_data(like: Grounds, data: Path) -> None:
    """Begin with the data directory of a server that is stopped."""
    passing = shutil.ignore_patterns("run", "static", "server.lock", "backups", "snapshots")
    shutil.copytree(like.data, data, dirs_exist_ok=True, ignore=passing)
