"""Letting the web server in front send the file: nginx's X-Accel-Redirect, which Caddy can be told to follow.

`settings.INTERNAL_REDIRECT` names the prefix of an internal location that serves the root of the file system:
`/internal-media/` for nginx, `caddy:/internal-media/` for Caddy. It holds for requests that come through a trusted
proxy; anybody else would only learn where the files lie, and gets the bytes from us.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes

from django.conf import settings

from streaming.bytes.asgi_types import Scope

TRUSTED_PROXY_KEY = "hearth.trusted_proxy"
_CADDY = "caddy:"
# Caddy takes the header as the path itself and decodes nothing, but cuts it at "?" and stumbles over these.
# Source: https://github.com/caddyserver/caddy/issues/4180 and /7678
_NOT_FOR_CADDY = re.compile(rb"[?%#{}\\\x00-\x1f\x7f]")


def internal_location(scope: Scope, path: bytes) -> bytes | None:
    """Return the internal address under which the proxy of this request sends the file, None where we send it."""
    setting: str = settings.INTERNAL_REDIRECT
    if not setting or not scope.get(TRUSTED_PROXY_KEY):
        return None
    prefix = "/" + setting.removeprefix(_CADDY).strip("/")
    if not setting.startswith(_CADDY):
        return f"{prefix}{quote_from_bytes(path, safe='/')}".encode("ascii")
    if _NOT_FOR_CADDY.search(path):
        return None
    return prefix.encode() + path
