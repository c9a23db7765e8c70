"""The life of the web process: what the supervisor calls in the child it has forked."""

from __future__ import annotations

import logging
import resource
import signal
import socket

from mediaserver.serve.web.limits import Limits
from streaming.bytes.asgi_types import Application

logger = logging.getLogger(__name__)

_MOST_DESCRIPTORS = 65536


def run(sock: socket.socket, lifeline_fd: int) -> None:
    """Serve the whole program on a listening socket until SIGTERM, or until `lifeline_fd` reads its end.

    The supervisor keeps the socket, and the other end of the lifeline. Threads of requests that don't end in time may
    still run when this returns: the caller leaves with `os._exit`.
    """
    from mediaserver.asgi import application, prepare

    prepare()
    serve_application(application, sock, lifeline_fd, makes_room=True)


def serve_application(
    application: Application,
    sock: socket.socket,
    lifeline_fd: int,
    limits: Limits | None = None,
    *,
    makes_room: bool = False,
) -> None:
    """Serve any ASGI application the way `run` serves ours.

    `makes_room` lets it return when nobody is connected and memory has grown, for a fresh process to follow.
    """
    # The reactor is bound to the process that imports it: the supervisor never does.
    from mediaserver.serve.web.server import HearthServer

    _forget_inherited_signals()
    _raise_descriptor_limit()
    sock.setblocking(False)
    server = HearthServer(application, sock, limits)
    server.follow_lifeline(lifeline_fd)
    if makes_room:
        server.make_room_when_quiet()
    server.run()


def _forget_inherited_signals() -> None:
    """Undo what the supervisor set up for itself; its wake-up descriptor would be written to by our signals."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())


def _raise_descriptor_limit() -> None:
    """Every viewer takes two descriptors, and many systems begin with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _MOST_DESCRIPTORS)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        logger.info("the limit of open files stays at %d", soft)
