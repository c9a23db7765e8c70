"""What `playback.py` needs to measure bytes: two servers, readers, and a look at what a process used."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RANGE_BYTES = 4 * 1024 * 1024

NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@dataclass
class Server:
    """A running server: where it listens, what it is asked, and the process that does the work."""

    name: str
    port: int
    worker_pid: int
    paths: list[str] = field(default_factory=list)

    def cpu_s(self) -> float:
        """Return user and system time of all threads, to the nanosecond (the clock of another process, Linux)."""
        return time.clock_gettime((~self.worker_pid << 3) | 2)

    def resident_mb(self) -> float:
        """Return the memory that is the process's own share."""
        text = Path(f"/proc/{self.worker_pid}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024


@contextlib.contextmanager
def hearth(files: list[Path]) -> Iterator[Server]:
    """Run the embedded web process alone, with its whole signed path, over these files."""
    folder = Path(tempfile.mkdtemp(prefix="hearth-bench-data-"))
    command = [sys.executable, str(ROOT / "benchmarks" / "media_bytes_server.py"), str(folder), *map(str, files)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit("the web process did not start")
        told = json.loads(line)
        yield Server("hearth", told["port"], process.pid, told["paths"])
    finally:
        process.terminate()
        process.communicate(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def nginx(root: Path, files: list[Path]) -> Iterator[Server]:
    """Run nginx with one worker over the same files."""
    binary = shutil.which("nginx")
    if binary is None:
        raise SystemExit("nginx is not installed: `make test-system-deps` installs it.")
    folder = Path(tempfile.mkdtemp(prefix="hearth-bench-nginx-"))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, root=root))
    command = [binary, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    if os.geteuid() == 0:
        command += ["-g", "user root;"]
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        worker = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
        yield Server("nginx", port, worker, [f"/{path.relative_to(root)}" for path in files])
    finally:
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise SystemExit(f"nothing listens on {port}")


class Reader:
    """One kept-alive connection that asks for range after range and throws the bytes away."""

    def __init__(self, server: Server, asks: list[tuple[str, int]]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port))
        self._asks = asks
        self._left = 0
        self._next()

    def take(self, at_most: int) -> int:
        """Read once; return the bytes taken, or -1 when everything asked for has come."""
        if self._left == 0:
            self._left = self._read_headers()
            return 0
        # MSG_TRUNC drops the bytes in the kernel: the reader must not be what limits the server.
        taken = self.socket.recv_into(_SINK, min(at_most, self._left, len(_SINK)), socket.MSG_TRUNC)
        if taken == 0:
            raise SystemExit("the server closed a connection in mid-range")
        self._left -= taken
        if self._left == 0 and not self._next():
            return -1
        return taken

    def _next(self) -> bool:
        if not self._asks:
            return False
        path, offset = self._asks.pop()
        last = offset + RANGE_BYTES - 1
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes={offset}-{last}\r\n\r\n"
        self.socket.sendall(request.encode())
        return True

    def _read_headers(self) -> int:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            # Look first, so that no byte of the body is taken along.
            seen = self.socket.recv(4096, socket.MSG_PEEK)
            end = seen.find(b"\r\n\r\n")
            head += self.socket.recv(end + 4 if end >= 0 else len(seen))
        assert b" 206 " in head.split(b"\r\n")[0], head
        found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert found is not None
        return int(found[1])


_SINK = bytearray(1024 * 1024)


@dataclass(frozen=True)
class Load:
    """How many read how much, of files of at least `size_bytes`; the same seed reads the same places."""

    readers: int
    ranges_each: int
    size_bytes: int
    seed: int

    def asks(self, server: Server, repetition: int) -> Iterator[list[tuple[str, int]]]:
        """Yield what each reader asks for: path and offset of every range."""
        chance = random.Random(self.seed * 1000 + repetition)
        blocks = self.size_bytes // RANGE_BYTES
        for _reader in range(self.readers):
            yield [
                (chance.choice(server.paths), chance.randrange(blocks) * RANGE_BYTES)
                for _ask in range(self.ranges_each)
            ]


def read_ranges(server: Server, load: Load, *, repetition: int) -> float:
    """Have readers read ranges of 4 MB as fast as they can; return MB per CPU second of the server."""
    selector = selectors.DefaultSelector()
    for asks in load.asks(server, repetition):
        reader = Reader(server, asks)
        selector.register(reader.socket, selectors.EVENT_READ, reader)
    before = server.cpu_s()
    while selector.get_map():
        for key, _events in selector.select():
            if key.data.take(len(_SINK)) < 0:
                selector.unregister(key.fileobj)
                key.data.socket.close()
    used_s = server.cpu_s() - before
    return load.readers * load.ranges_each * RANGE_BYTES / 1_000_000 / used_s


def read_slowly(server: Server, *, readers: int, bytes_per_s: int, for_s: float) -> float:
    """Have `readers` read whole files at a set pace; return by how many MB the server grew at most."""
    before = server.resident_mb()
    peak = before
    sockets = []
    for number in range(readers):
        sock = socket.create_connection(("127.0.0.1", server.port))
        sock.sendall(f"GET {server.paths[number % len(server.paths)]} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        sockets.append(sock)
    tick_s = 0.1
    began = time.monotonic()
    ticks = 0
    while time.monotonic() - began < for_s:
        for sock in sockets:
            left = int(bytes_per_s * tick_s)
            while left > 0:
                left -= sock.recv_into(_SINK, min(left, len(_SINK)), socket.MSG_TRUNC)
        ticks += 1
        if ticks % 5 == 0:
            peak = max(peak, server.resident_mb())
        time.sleep(max(0.0, began + ticks * tick_s - time.monotonic()))
    for sock in sockets:
        sock.close()
    return peak - before
