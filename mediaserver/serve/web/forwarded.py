"""Who really asks: forwarding headers are believed from the proxies that the owner named, and from nobody else."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from mediaserver.lib.errors import BadConfiguration
from streaming.bytes.asgi_types import Application, Receive, Scope, Send
from streaming.bytes.internal_redirect import TRUSTED_PROXY_KEY

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_SCHEMES = {"http": "http", "https": "https"}


def parse_networks(texts: Iterable[str]) -> list[Network]:
    """Return addresses and networks (`10.0.0.1`, `10.0.0.0/8`, `::1`). Raises BadConfiguration."""
    networks: list[Network] = []
    for text in texts:
        try:
            networks.append(ipaddress.ip_network(text, strict=False))
        except ValueError as error:
            message = _("HEARTH_TRUSTED_PROXIES names %(text)s, which is neither an address nor a network.")
            raise BadConfiguration(message % {"text": text}) from error
    return networks


class TrustedProxies:
    """ASGI middleware that puts client address and scheme right for requests that come through a trusted proxy."""

    def __init__(
        self, application: Application, networks: Iterable[Network], chosen: Callable[[], Iterable[Network]] = tuple
    ) -> None:
        self._application = application
        self._networks = list(networks)
        self._chosen = chosen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the facts of the client instead of those of the proxy."""
        if scope["type"] in {"http", "websocket"} and self._is_trusted(_peer(scope)):
            scope[TRUSTED_PROXY_KEY] = True
            self._put_right(scope)
        await self._application(scope, receive, send)

    def _put_right(self, scope: Scope) -> None:
        client = self._first_stranger(_values(scope, b"x-forwarded-for"))
        if client is not None:
            scope["client"] = [str(client), 0]
        proto = _values(scope, b"x-forwarded-proto")
        scheme = _SCHEMES.get(proto[-1].lower()) if proto else None
        if scheme is not None:
            secure = scheme == "https"
            plain, safe = ("ws", "wss") if scope["type"] == "websocket" else ("http", "https")
            scope["scheme"] = safe if secure else plain

    def _first_stranger(self, chain: list[str]) -> Address | None:
        """Return the nearest address that is not ours: what stands left of it, anybody may have written."""
        last: Address | None = None
        for text in reversed(chain):
            address = _address(text)
            if address is None:
                break
            last = address
            if not self._is_trusted(address):
                break
        return last

    def _is_trusted(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in (*self._networks, *self._chosen()))


def _peer(scope: Scope) -> Address | None:
    client = scope.get("client")
    return _address(client[0]) if client else None


def _address(text: str) -> Address | None:
    """Return an address; an IPv4 one that came over an IPv6 socket as itself."""
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _values(scope: Scope, name: bytes) -> list[str]:
    """Return the values of a list header, all its lines together."""
    lines = [value.decode("latin-1") for header, value in scope["headers"] if header == name]
    return [part.strip() for line in lines for part in line.split(",") if part.strip()]
