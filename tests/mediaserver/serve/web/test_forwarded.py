from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mediaserver.lib.errors import BadConfiguration
from mediaserver.serve.web.forwarded import TrustedProxies, parse_networks


def seen(peer: str | None, headers: list[tuple[str, str]], *, kind: str = "http") -> dict[str, Any]:
    """Return the scope as the application behind sees it."""
    caught: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        caught.update(scope)

    middleware = TrustedProxies(application, parse_networks(["10.0.0.0/8", "192.168.1.5", "::1"]))
    scope = {
        "type": kind,
        "client": [peer, 1234] if peer else None,
        "scheme": "http",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
    }
    asyncio.run(middleware(scope, None, None))  # type: ignore[arg-type]
    return caught


@pytest.mark.parametrize(
    ("peer", "chain", "client"),
    [
        ("10.1.1.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["1.2.3.4, 203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9, 192.168.1.5"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9", "10.2.2.2"], "203.0.113.9"),
        ("::ffff:10.1.1.1", ["2001:db8::7"], "2001:db8::7"),
        ("::1", ["[2001:db8::7]"], "2001:db8::7"),
        ("10.1.1.1", ["10.3.3.3"], "10.3.3.3"),
        ("10.1.1.1", ["nonsense"], "10.1.1.1"),
        ("10.1.1.1", ["203.0.113.9, nonsense, 10.2.2.2"], "10.2.2.2"),
        ("10.1.1.1", [], "10.1.1.1"),
        ("203.0.113.1", ["192.168.1.1"], "203.0.113.1"),
        ("192.168.1.6", ["127.0.0.1"], "192.168.1.6"),
    ],
)
def test_client_is_the_nearest_address_that_is_not_ours(peer: str, chain: list[str], client: str) -> None:
    assert seen(peer, [("X-Forwarded-For", line) for line in chain])["client"][0] == client


def test_scheme_is_believed_from_a_trusted_proxy_only() -> None:
    forwarded = [("X-Forwarded-Proto", "https")]
    assert seen("10.0.0.1", forwarded)["scheme"] == "https"
    assert seen("10.0.0.1", forwarded, kind="websocket")["scheme"] == "wss"
    assert seen("10.0.0.1", [("X-Forwarded-Proto", "gopher")])["scheme"] == "http"
    assert seen("8.8.8.8", forwarded)["scheme"] == "http"


def test_other_headers_that_claim_an_address_are_ignored() -> None:
    headers = [("X-Real-IP", "1.1.1.1"), ("Forwarded", "for=1.1.1.1"), ("CF-Connecting-IP", "1.1.1.1")]
    assert seen("10.0.0.1", headers)["client"][0] == "10.0.0.1"


def test_only_requests_of_a_proxy_are_marked_as_such() -> None:
    assert seen("10.0.0.1", [])["hearth.trusted_proxy"] is True
    assert "hearth.trusted_proxy" not in seen("8.8.8.8", [])
    assert "hearth.trusted_proxy" not in seen(None, [])


def test_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(BadConfiguration, match=r"proxy\.local"):
        parse_networks(["10.0.0.1", "proxy.local"])
