"""The outer door of the program: who answers what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.testing import WebsocketCommunicator

from mediaserver import asgi


def scope(path: str, kind: str = "http") -> dict[str, Any]:
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"localhost")],
        "client": ["127.0.0.1", 1],
        "server": ["127.0.0.1", 8096],
    }


async def ask(path: str) -> tuple[int, dict[bytes, bytes], bytes]:
    communicator = ApplicationCommunicator(asgi.application, scope(path))
    await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await communicator.receive_output(10)
    body = await communicator.receive_output(10)
    await communicator.wait(10)
    return start["status"], {name.lower(): value for name, value in start["headers"]}, body.get("body", b"")


def test_media_is_answered_without_django() -> None:
    status, headers, body = asyncio.run(ask("/media/nothing/film.mp4"))
    assert status == 404
    assert b"link_invalid" in body
    assert b"x-frame-options" not in headers


def test_everything_else_is_answered_by_django() -> None:
    status, headers, _body = asyncio.run(ask("/health"))
    assert status == 200
    assert b"x-frame-options" in headers


@pytest.mark.parametrize("path", ["/ws/nothing/", "/app/", "/media/x/y"])
def test_socket_to_an_unknown_path_is_refused(path: str) -> None:
    async def work() -> None:
        communicator = WebsocketCommunicator(asgi.application, path, headers=[(b"host", b"localhost")])
        connected, code = await communicator.connect(10)
        assert (connected, code) == (False, 4404)

    asyncio.run(work())


def test_socket_from_a_foreign_page_is_refused() -> None:
    async def work() -> None:
        headers = [(b"host", b"localhost"), (b"origin", b"http://evil.example")]
        communicator = WebsocketCommunicator(asgi.application, "/ws/events/", headers=headers)
        connected, code = await communicator.connect(10)
        assert (connected, code) == (False, 4403)

    asyncio.run(work())
