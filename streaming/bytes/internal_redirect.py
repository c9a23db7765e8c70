"""Letting the web server in front send the file: nginx's X-Accel-Redirect, which Caddy can be told to follow.

Used for requests that come through a trusted proxy where `settings.INTERNAL_REDIRECT` names the prefix of an internal
location that serves the root of the file system. Anybody else would only learn where the files lie.
"""

from __future__ import annotations

from urllib.parse import quote_from_bytes

from django.conf import settings

from streaming.bytes.asgi_types import Scope

TRUSTED_PROXY_KEY = "hearth.trusted_proxy"


def is_redirected(scope: Scope) -> bool:
    """Return whether the proxy that sent this request is to send the file."""
    return bool(settings.INTERNAL_REDIRECT) and bool(scope.get(TRUSTED_PROXY_KEY))


def redirect_location(path: bytes) -> bytes:
    """Return the internal address of an absolute path, percent-encoded so that any name survives the way."""
    prefix = "/" + settings.INTERNAL_REDIRECT.strip("/")
    return f"{prefix}{quote_from_bytes(path, safe='/')}".encode("ascii")
