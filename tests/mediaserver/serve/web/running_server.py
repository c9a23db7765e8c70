"""Starts the fixture's web process, and looks at it from outside: descriptors, memory, processor time."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from streaming import media_links
from streaming.media_links import Purpose

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
DEADLINE_S = 20.0


def wait_until(condition: Callable[[], bool], what: str, *, within_s: float = DEADLINE_S) -> None:
    """Return as soon as the condition holds; fail with `what` where it doesn't in time."""
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, f"not within {within_s} s: {what}"
        time.sleep(0.02)


@dataclass
class Answer:
    """One HTTP answer off the wire."""

    version: str
    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """A bare connection: sends what it is told, reads answers one by one."""

    def __init__(self, port: int, *, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(DEADLINE_S)
        self.socket.connect(("127.0.0.1", port))
        self.left = b""

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_args: object) -> None:
        self.socket.close()

    def send(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def ask(self, path: str, *headers: str, method: str = "GET", version: str = "HTTP/1.1") -> None:
        lines = [f"{method} {path} {version}", "Host: localhost", *headers, "", ""]
        self.send("\r\n".join(lines).encode())

    def more(self) -> bytes:
        data = self.socket.recv(262144)
        self.left += data
        return data

    def head(self) -> Answer:
        """Read up to the end of the headers."""
        while b"\r\n\r\n" not in self.left:
            if not self.more():
                raise EOFError(f"closed after {self.left!r}")
        head, self.left = self.left.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status = first.split(" ")[:2]
        assert version in {"HTTP/1.0", "HTTP/1.1"}, f"left over from the answer before: {first[:100]!r}"
        headers = dict(line.split(": ", 1) for line in lines)
        return Answer(version, int(status), {name.lower(): value for name, value in headers.items()}, b"")

    def answer(self, *, method: str = "GET") -> Answer:
        """Read one whole answer."""
        answer = self.head()
        if method == "HEAD" or answer.status == 304:
            return answer
        if "content-length" in answer.headers:
            answer.body = self.exactly(int(answer.headers["content-length"]))
        elif answer.headers.get("transfer-encoding") == "chunked":
            answer.body = self._chunked()
        else:
            answer.body = self.rest()
        return answer

    def exactly(self, count: int) -> bytes:
        parts = [self.left[:count]]
        count -= len(parts[0])
        self.left = self.left[len(parts[0]) :]
        while count:
            data = self.socket.recv(min(count, 1 << 20))
            if not data:
                raise EOFError("closed in mid-body")
            parts.append(data)
            count -= len(data)
        return b"".join(parts)

    def rest(self) -> bytes:
        """Read until the other side closes."""
        while self.more():
            pass
        data, self.left = self.left, b""
        return data

    def _chunked(self) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in self.left:
                if not self.more():
                    raise EOFError("closed between chunks")
            size, self.left = self.left.split(b"\r\n", 1)
            body += self.exactly(int(size, 16))
            assert self.exactly(2) == b"\r\n"
            if int(size, 16) == 0:
                return body


@dataclass
class RunningServer:
    """The web process of one test module."""

    process: subprocess.Popen[str]
    port: int
    folder: Path
    log: Path
    files: dict[str, list[str]] = field(default_factory=dict)

    def offer(self, path: Path | bytes, content_type: str = "video/mp4") -> str:
        """Make a file known to the resolver; returns its id."""
        file_id = uuid.uuid4().hex
        self.files[file_id] = [os.fsdecode(path), content_type]
        draft = self.folder / "files.draft"
        draft.write_text(json.dumps(self.files))
        draft.replace(self.folder / "files.json")
        return file_id

    def link(
        self,
        file_id: str,
        *,
        session_id: str = "ab" * 16,
        name: str = "film.mp4",
        purpose: Purpose = Purpose.PLAY,
        hours: float = 1,
    ) -> str:
        expires_at = datetime.now(UTC) + timedelta(hours=hours)
        token = media_links.issue(session_id=session_id, file_id=file_id, purpose=purpose, expires_at=expires_at)
        return f"/media/{token}/{name}"

    def withdraw(self, session_id: str) -> None:
        (self.folder / f"withdrawn-{session_id}").touch()

    def connect(self, **options: Any) -> Wire:
        return Wire(self.port, **options)

    def get(self, path: str, *headers: str, method: str = "GET", version: str = "HTTP/1.1") -> Answer:
        with self.connect() as wire:
            wire.ask(path, *headers, method=method, version=version)
            return wire.answer(method=method)

    @property
    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def open_paths(self) -> list[str]:
        folder = f"/proc/{self.process.pid}/fd"
        paths = []
        for number in os.listdir(folder):
            try:
                paths.append(os.readlink(f"{folder}/{number}"))
            except FileNotFoundError:
                continue
        return paths

    @property
    def resident_mb(self) -> float:
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        match = re.search(r"VmRSS:\s+(\d+) kB", text)
        assert match is not None
        return int(match[1]) / 1024

    @property
    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def lookups(self) -> int:
        log = self.folder / "lookups.log"
        return len(log.read_text().splitlines()) if log.exists() else 0

    def wait_for_calm(self, descriptors: int, *, within_s: float = 6) -> None:
        """Wait until no more descriptors are open than that: at once, not when some sweep comes by."""
        what = f"at most {descriptors} descriptors"
        wait_until(lambda: self.descriptors <= descriptors, what, within_s=within_s)


@contextmanager
def running_server(folder: Path, **options: Any) -> Iterator[RunningServer]:
    """Run the fixture's web process; at the end it must have stopped on SIGTERM by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "files.json").write_text("{}")
    log = folder / "server.log"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "server_fixture.py"), str(folder), _options(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.strip().isdigit(), log.read_text()
        yield RunningServer(process=process, port=int(line), folder=folder, log=log)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=5) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _options(options: dict[str, Any]) -> str:
    return json.dumps({"secret_key": settings.SECRET_KEY, **options})
