"""How a web process ends, and that it shares its socket: seen from outside."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.mediaserver.serve.web.running_server import ROOT, running_server, wait_until


def test_sigterm_lets_a_short_request_finish(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, server.connect() as wire:
        wire.ask("/slow/0.5")
        wait_until((tmp_path / "slow-began").exists, "the request is being worked on")
        server.process.send_signal(signal.SIGTERM)
        assert wire.answer().body == b"late"
        assert server.process.wait(timeout=5) == 0


def test_sigterm_ends_films_sockets_and_slow_pages_within_two_seconds(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        film = tmp_path / "film.mp4"
        with film.open("wb") as file:
            file.truncate(2 * 1024**3)
        link = server.link(server.offer(film))
        wires = [server.connect(receive_buffer=4096) for _number in range(5)]
        for wire in wires[:3]:
            wire.ask(link)
            wire.head()
        wires[3].ask("/slow/60")
        wait_until((tmp_path / "slow-began").exists, "the slow request is being worked on")
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=5) == 0
        assert time.monotonic() - began < 2.5
        for wire in wires:
            wire.socket.close()


def test_sigterm_with_idle_and_half_open_connections_ends_at_once(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, server.connect() as idle, server.connect() as half:
        idle.ask("/scope")
        idle.answer()
        half.send(b"GET /scope HTT")
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=5) == 0
        assert time.monotonic() - began < 1
        assert "Traceback" not in server.log.read_text()


def test_process_ends_when_its_lifeline_is_cut(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        assert server.process.stdin is not None
        server.process.stdin.close()
        assert server.process.wait(timeout=5) == 0


def test_importing_what_the_supervisor_imports_loads_no_reactor() -> None:
    script = (
        "import sys; import mediaserver.serve.web, mediaserver.asgi; "
        "sys.exit(any(name.split('.')[0] in {'twisted', 'daphne', 'autobahn'} for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_socket_outlives_the_process_that_accepted_from_it(family: socket.AddressFamily, tmp_path: Path) -> None:
    """What the supervisor relies on: a killed or stopped web process refuses no connection."""
    address = "::1" if family is socket.AF_INET6 else "127.0.0.1"
    try:
        listening = socket.create_server((address, 0), family=family)
    except OSError as error:
        pytest.skip(f"no {family.name} here: {error}")
    listening.setblocking(False)
    script = tmp_path / "child.py"
    script.write_text(
        "import socket, sys\n"
        "from django.conf import settings\n"
        "settings.configure(SECRET_KEY='x', DATABASES={})\n"
        "from mediaserver.serve.web.process import serve_application\n"
        "async def hello(scope, receive, send):\n"
        "    await send({'type': 'http.response.start', 'status': 204})\n"
        "    await send({'type': 'http.response.body'})\n"
        "serve_application(hello, socket.socket(fileno=int(sys.argv[1])), 0)\n"
    )
    for _generation in range(2):
        child = subprocess.Popen(
            [sys.executable, str(script), str(listening.fileno())],
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
        )
        try:
            with socket.create_connection(listening.getsockname()[:2], timeout=20) as client:
                client.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert client.recv(12) == b"HTTP/1.0 204"
            child.terminate()
            assert child.wait(timeout=5) == 0
        finally:
            child.kill()
            child.communicate()
    listening.close()
