"""Giving memory back when nobody is there.

Pages that were looked at leave compiled templates, caches and copied memory behind, up to 20 MB. When no
connection is open and nothing was done for a while, a web process that has grown ends, and the supervisor forks a fresh
one; who comes in between waits in the listening socket's queue for less than a second.
"""

from __future__ import annotations

import logging
import time
from typing import Final, Protocol

from mediaserver.serve.memory import resident_bytes

logger = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 10
QUIET_LOOKS: Final = 2
GROWN_BYTES: Final = 12 * 1024 * 1024
_BUSY_CPU_S: Final = 0.1


class Loop(Protocol):
    """What tells the time: an asyncio loop."""

    def call_later(self, delay: float, callback: object, /) -> object:
        """Call later."""


class OpenConnections(Protocol):
    """The web server as this module sees it."""

    def connection_count(self) -> int:
        """Return how many connections are open, sleeping ones among them."""

    def stop(self) -> None:
        """End in order."""


class MakingRoom:
    """Looks every few seconds whether the process is quiet and has grown since it began."""

    def __init__(self, server: OpenConnections, loop: Loop) -> None:
        self._server = server
        self._loop = loop
        self._began_bytes = resident_bytes()
        self._cpu_s = time.process_time()
        self._quiet_looks = 0

    def begin(self) -> None:
        """Begin to look."""
        self._loop.call_later(LOOK_EVERY_S, self.look)

    def look(self) -> None:
        """End the server where nobody would notice; look again later where not."""
        cpu_s = time.process_time()
        is_quiet = self._server.connection_count() == 0 and cpu_s - self._cpu_s < _BUSY_CPU_S
        self._quiet_looks = self._quiet_looks + 1 if is_quiet else 0
        self._cpu_s = cpu_s
        if self._quiet_looks >= QUIET_LOOKS and resident_bytes() - self._began_bytes > GROWN_BYTES:
            logger.debug("The web process makes room for a fresh one.")
            self._server.stop()
        else:
            self.begin()
