"""nginx and Caddy in front, sending the files themselves after X-Accel-Redirect: the real programs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.mediaserver.serve.web.running_server import RunningServer, Wire, running_server, wait_until

CONTENT = bytes(range(256)) * 4000
NAMES = [
    b"film.mp4",
    b"a film & more.mp4",
    b"100%25 #1 ?x=y.mp4",
    "Größe – 映画.mp4".encode(),
    b"l\xfctin-1.mp4",
    b"q'\"+;.mp4",
]

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
        location /internal-media/ {{
            internal;
            alias /;
            add_header X-Content-Type-Options nosniff always;
            add_header Referrer-Policy no-referrer always;
        }}
    }}
}}
"""

CADDY = """
{{
    admin off
    auto_https off
    storage file_system {folder}/caddy
}}
http://:{port} {{
    bind 127.0.0.1
    reverse_proxy 127.0.0.1:{upstream} {{
        @file header X-Accel-Redirect *
        handle_response @file {{
            rewrite * {{rp.header.X-Accel-Redirect}}
            uri strip_prefix /internal-media
            header Content-Type {{rp.header.Content-Type}}
            header Content-Disposition {{rp.header.Content-Disposition}}
            header Cache-Control {{rp.header.Cache-Control}}
            header X-Content-Type-Options nosniff
            header Referrer-Policy no-referrer
            method GET
            file_server {{
                root /
            }}
        }}
    }}
}}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def proxy_running(command: list[str], port: int, folder: Path) -> Iterator[int]:
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HOME": str(folder)})

    def answers() -> bool:
        assert process.poll() is None, (folder / "proxy.log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, "the proxy listens")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


SETTINGS = {"nginx": "/internal-media/", "caddy": "caddy:/internal-media/"}


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    options = {"internal_redirect": SETTINGS[kind], "trusted_proxies": ["127.0.0.1"]}
    with running_server(tmp_path_factory.mktemp("server"), **options) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(kind: str, server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    binary = shutil.which(kind)
    if binary is None:
        pytest.skip(f"{kind} is not installed; `make test-system-deps` installs it")
    folder = tmp_path_factory.mktemp(kind)
    port = free_port()
    text = {"nginx": NGINX, "caddy": CADDY}[kind].format(folder=folder, port=port, upstream=server.port)
    (folder / "conf").write_text(text)
    if kind == "nginx":
        command = [binary, "-e", str(folder / "error.log"), "-c", str(folder / "conf")]
        command += ["-g", "user root;"] if os.geteuid() == 0 else []
    else:
        command = [binary, "run", "--config", str(folder / "conf"), "--adapter", "caddyfile"]
    with proxy_running(command, port, folder) as listening:
        yield listening


@pytest.mark.parametrize("name", NAMES)
def test_proxy_sends_the_file_of_any_name(server: RunningServer, proxy: int, name: bytes) -> None:
    path = os.fsencode(server.folder) + b"/" + name
    Path(os.fsdecode(path)).write_bytes(CONTENT)
    link = server.link(server.offer(path))
    with Wire(proxy) as wire:
        wire.ask(link)
        answer = wire.answer()
        assert (answer.status, answer.body) == (200, CONTENT)
        assert answer.headers["content-type"] == "video/mp4"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"].startswith("private")
        assert answer.headers["content-disposition"].startswith("inline")
        assert "x-accel-redirect" not in answer.headers
        wire.ask(link, "Range: bytes=100-299")
        answer = wire.answer()
        assert (answer.status, answer.body) == (206, CONTENT[100:300])
        assert answer.headers["content-range"] == f"bytes 100-299/{len(CONTENT)}"


def test_bytes_come_from_the_proxy_and_not_from_us(server: RunningServer, proxy: int) -> None:
    path = server.folder / "plain.mp4"
    path.write_bytes(CONTENT)
    link = server.link(server.offer(path))
    ours = server.get(link)
    assert ours.headers["x-accel-redirect"] == f"/internal-media{path}"
    assert ours.body == b""
    with Wire(proxy) as wire:
        wire.ask(link)
        assert wire.answer().body == CONTENT


def test_internal_address_is_closed_to_everybody_else(server: RunningServer, proxy: int) -> None:
    path = server.folder / "secret.mp4"
    path.write_bytes(b"secret")
    with Wire(proxy) as wire:
        wire.ask(f"/internal-media{path}")
        answer = wire.answer()
        assert answer.status >= 400
        assert answer.body != b"secret"


def test_wrong_link_is_refused_through_the_proxy(server: RunningServer, proxy: int) -> None:
    with Wire(proxy) as wire:
        wire.ask("/media/" + "A" * 80 + "/film.mp4")
        assert wire.answer().status == 404


def test_client_address_is_the_one_the_proxy_saw(server: RunningServer, proxy: int) -> None:
    with Wire(proxy) as wire:
        wire.ask("/scope")
        # A port of 0: the address stood in the header that the proxy wrote, and was believed.
        assert b'"client": ["127.0.0.1", 0]' in wire.answer().body


def test_request_past_the_proxy_learns_no_path(tmp_path: Path) -> None:
    with running_server(tmp_path, internal_redirect="/internal-media/", trusted_proxies=["10.9.9.9"]) as server:
        path = tmp_path / "film.mp4"
        path.write_bytes(CONTENT)
        answer = server.get(server.link(server.offer(path)), "X-Forwarded-For: 10.9.9.9")
        assert "x-accel-redirect" not in answer.headers
        assert answer.body == CONTENT
