"""One line for each request, for those who ask for it: log level DEBUG on the logger `mediaserver.serve.web.access`."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping

from mediaserver.lib.logs import MASK

logger = logging.getLogger("mediaserver.serve.web.access")

# A media link opens its file to whoever reads it, so it is no thing for a log.
_LINK = re.compile(r"(/media/)[^/?]+")

AccessLog = Callable[[object, str, Mapping[str, object]], None]


def access_log() -> AccessLog | None:
    """Return what daphne calls after each answer; None, which costs nothing, unless the level asks for it."""
    return _write_line if logger.isEnabledFor(logging.DEBUG) else None


def _write_line(protocol: object, action: str, details: Mapping[str, object]) -> None:
    path = without_link(str(details.get("path", "")))
    facts = " ".join(f"{name}={value}" for name, value in details.items() if name != "path" and value is not None)
    logger.debug("%s %s path=%s %s", protocol, action, path, facts)


def without_link(path: str) -> str:
    """Return a path with the secret part of a media link left out."""
    return _LINK.sub(rf"\1{MASK}", path.partition("?")[0])
