"""WebSockets from our own pages only: a browser sends cookies along to a socket that any foreign page opens."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from streaming.bytes.asgi_types import Application, Receive, Scope, Send

logger = logging.getLogger(__name__)
_DEFAULT_PORTS = {"http": 80, "https": 443}


class SameOrigin:
    """ASGI middleware that turns away a WebSocket whose Origin is neither the host it asks nor a trusted one.

    Programs that are no browsers send no Origin, and no cookie that somebody else put there: they pass.
    """

    def __init__(self, application: Application, trusted_origins: Iterable[str]) -> None:
        self._application = application
        self._trusted = frozenset(origin.lower().rstrip("/") for origin in trusted_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the socket on, or close it before it opens."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get(b"origin")
        if origin is None or self._is_ours(origin, headers.get(b"host", "")):
            await self._application(scope, receive, send)
            return
        logger.warning("websocket from a foreign page refused origin=%s", origin)
        await send({"type": "websocket.close", "code": 4403})

    def _is_ours(self, origin: str, host: str) -> bool:
        if origin.lower() in self._trusted:
            return True
        try:
            parts = urlsplit(origin)
            asked = urlsplit(f"//{host}")
            default = _DEFAULT_PORTS.get(parts.scheme)
            return (
                bool(parts.hostname)
                and default is not None
                and (parts.hostname == asked.hostname and (parts.port or default) == (asked.port or default))
            )
        except ValueError:
            return False
