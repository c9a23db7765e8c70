"""The outer door: media bytes to the small application, sockets to Channels, the rest to Django.

Nothing is built until it is needed or `prepare` is called, and nothing here imports daphne.
"""

from __future__ import annotations

import functools
import os

from streaming.bytes.asgi_types import Application, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediaserver.settings.production")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request or socket. The ASGI application of the whole program."""
    await _front()(scope, receive, send)


def prepare() -> None:
    """Build everything now, so that the first page is not the slow one."""
    from django.urls import get_resolver

    from mediaserver.serve.web.request_threads import keep_sqlite_connections

    _front()
    _pages()
    _sockets()
    keep_sqlite_connections()
    _ = get_resolver().url_patterns


@functools.cache
def _front() -> Application:
    import django
    from django.apps import apps
    from django.conf import settings

    from mediaserver.lib.trusted_proxies import chosen_networks
    from mediaserver.serve.web.forwarded import TrustedProxies, parse_networks

    if not apps.ready:
        django.setup()
    return TrustedProxies(_choose, parse_networks(settings.TRUSTED_PROXIES), chosen_networks)


async def _choose(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await _sockets()(scope, receive, send)
    elif scope["path"].startswith("/media/"):
        await _media()(scope, receive, send)
    else:
        await _pages()(scope, receive, send)


@functools.cache
def _media() -> Application:
    from streaming.bytes import MediaBytes

    return MediaBytes()


@functools.cache
def _pages() -> Application:
    from django.core.asgi import get_asgi_application

    from mediaserver.serve.web.request_threads import RequestThreads, with_request_threads

    return with_request_threads(get_asgi_application(), RequestThreads())


@functools.cache
def _sockets() -> Application:
    from channels.auth import AuthMiddlewareStack
    from channels.routing import URLRouter
    from django.conf import settings

    from mediaserver.routing import websocket_urlpatterns
    from mediaserver.serve.web.same_origin import SameOrigin

    routes = AuthMiddlewareStack(_known_paths(URLRouter(websocket_urlpatterns)))
    return SameOrigin(routes, settings.CSRF_TRUSTED_ORIGINS)


def _known_paths(router: Application) -> Application:
    """Return the router; a path it doesn't know is refused instead of failing with a traceback."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await router(scope, receive, send)
        except ValueError as error:
            if not str(error).startswith("No route found for path"):
                raise
            await send({"type": "websocket.close", "code": 4404})

    return route
