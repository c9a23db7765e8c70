"""A real web process around a tiny application, started by the tests as a program of its own.

Usage: server_fixture.py FOLDER OPTIONS-AS-JSON. It prints its port, and lives until its standard input is closed.
FOLDER holds `files.json` ({file id: [path, content type]}) and a file `withdrawn-<session id>` for each ended session.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else ".")


def resolve(grant: Any) -> Any:
    """Stand where the database stands: which file, and is the session still open?"""
    from streaming.bytes import OpenFile

    with (FOLDER / "lookups.log").open("a") as log:
        log.write(grant.file_id + "\n")
    if (FOLDER / f"withdrawn-{grant.session_id}").exists():
        return None
    if (FOLDER / "broken").exists():
        raise RuntimeError("the database is away")
    entry = json.loads((FOLDER / "files.json").read_text()).get(grant.file_id)
    if entry is None:
        return None
    path = os.fsencode(entry[0])
    facts = os.stat(path)
    return OpenFile(path=path, size_bytes=facts.st_size, mtime_ns=facts.st_mtime_ns, content_type=entry[1])


async def answer(send: Any, body: bytes, status: int = 200, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    length = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": (headers or []) + length})
    await send({"type": "http.response.body", "body": body})


async def chunks(scope: Any, receive: Any, send: Any) -> None:
    """Stream /chunks/<count>/<size>, which is what an ordinary long answer does."""
    count, size = (int(part) for part in scope["path"].split("/")[2:4])
    await send({"type": "http.response.start", "status": 200, "headers": []})
    block = b"x" * size
    for _number in range(count):
        await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def echo(scope: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    await answer(send, b"%d" % len(body))


async def boom(scope: Any, receive: Any, send: Any) -> None:
    raise RuntimeError("the application broke")


async def boom_late(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a beginning", "more_body": True})
    raise RuntimeError("the application broke in mid-answer")


async def silent(scope: Any, receive: Any, send: Any) -> None:
    return


async def slow(scope: Any, receive: Any, send: Any) -> None:
    (FOLDER / "slow-began").touch()
    await asyncio.sleep(float(scope["path"].split("/")[2]))
    await answer(send, b"late")


async def scope_of(scope: Any, receive: Any, send: Any) -> None:
    facts = {
        "client": scope["client"],
        "scheme": scope["scheme"],
        "root_path": scope["root_path"],
        "extensions": scope["extensions"],
    }
    await answer(send, json.dumps(facts).encode())


async def unframed(scope: Any, receive: Any, send: Any) -> None:
    """Send two pieces of a file without announcing a length."""
    (FOLDER / "unframed").write_bytes(b"0123456789")
    with (FOLDER / "unframed").open("rb") as file:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        piece = {"type": "http.response.zerocopysend", "file": file, "more_body": True}
        await send({**piece, "offset": 2, "count": 3})
        await send({"type": "http.response.body", "body": b"-", "more_body": True})
        await send({**piece, "offset": 8, "more_body": False})


async def objects(scope: Any, receive: Any, send: Any) -> None:
    gc.collect()
    await answer(send, b"%d" % len(asyncio.all_tasks()))


ROUTES = {
    "chunks": chunks,
    "echo": echo,
    "boom": boom,
    "boom-late": boom_late,
    "silent": silent,
    "slow": slow,
    "scope": scope_of,
    "unframed": unframed,
    "objects": objects,
}


async def socket_application(scope: Any, receive: Any, send: Any) -> None:
    """Echo text; `flood` sends a hundred megabytes to whoever doesn't read them."""
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            (FOLDER / "socket-ended").touch()
            return
        if message.get("text") == "flood":
            for _number in range(1600):
                await send({"type": "websocket.send", "bytes": b"x" * 65536})
                await asyncio.sleep(0)
        elif message.get("text") == "boom":
            raise RuntimeError("the consumer broke")
        else:
            await send({"type": "websocket.send", "text": message.get("text")})


def build(options: dict[str, Any]) -> Any:
    from django.conf import settings

    from mediaserver.serve.web.forwarded import TrustedProxies, parse_networks
    from mediaserver.serve.web.same_origin import SameOrigin
    from streaming.bytes import MediaBytes
    from streaming.bytes.grants import Grants

    media = MediaBytes(Grants(kept_s=options.get("kept_s", 0.2)), recheck_s=options.get("recheck_s", 0.2))
    sockets = SameOrigin(socket_application, [])

    async def choose(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await sockets(scope, receive, send)
        elif scope["path"].startswith("/media/"):
            await media(scope, receive, send)
        else:
            await ROUTES[scope["path"].split("/")[1]](scope, receive, send)

    return TrustedProxies(choose, parse_networks(settings.TRUSTED_PROXIES))


def main() -> None:
    options = json.loads(sys.argv[2])
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY=options["secret_key"],
        INTERNAL_REDIRECT=options.get("internal_redirect", ""),
        TRUSTED_PROXIES=options.get("trusted_proxies", []),
        MEDIA_RESOLVER="server_fixture.resolve",
        USE_I18N=False,
        LOGGING_CONFIG=None,
    )
    django.setup()
    import logging

    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    from mediaserver.serve.web.limits import Limits
    from mediaserver.serve.web.process import serve_application

    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(listening.getsockname()[1], flush=True)
    serve_application(build(options), listening, sys.stdin.fileno(), Limits(**options.get("limits", {})))


if __name__ == "__main__":
    main()
