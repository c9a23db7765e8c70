"""Words to the supervisor from any other process of this server."""

from __future__ import annotations

import contextlib
import json
import select
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from mediaserver.lib.event_hub import frames

SOCKET_NAME: Final = "events.sock"
_ANSWER_WITHIN_S: Final = 3


def send_word(path: Path, word: str, **facts: str | float) -> bool:
    """Send a word without waiting for an answer. Returns whether a supervisor took it."""
    try:
        connection = frames.connect(path)
    except OSError:
        return False
    with contextlib.closing(connection):
        try:
            connection.send(_frame(word, facts))
        except OSError:
            return False
    return True


def ask(path: Path, word: str, **facts: str | float) -> dict[str, Any] | None:
    """Send a word and return the answer; None where no supervisor runs or none came in time."""
    try:
        connection = frames.connect(path)
    except OSError:
        return None
    with contextlib.closing(connection):
        try:
            connection.send(_frame(word, facts))
            if not select.select([connection], [], [], _ANSWER_WITHIN_S)[0]:
                return None
            answer = connection.recv(frames.MAX_FRAME_BYTES)
        except OSError:
            return None
    if not answer or answer[0] != frames.ANSWER:
        return None
    return dict(json.loads(answer[1:]))


def request_child(name: str, path: Path | None = None) -> bool:
    """Ask the supervisor to start the on-demand child `name` unless it runs. Returns whether it runs now."""
    answer = ask(path or _socket_path(), "start", child=name)
    return bool(answer and answer.get("started"))


def supervisor_status(path: Path | None = None) -> dict[str, Any] | None:
    """Return `{"pid", "started_at", "children": [{"name", "pid", "state", "restart_count"}]}`; None where none runs."""
    return ask(path or _socket_path(), "status")


def _frame(word: str, facts: Mapping[str, str | float]) -> bytes:
    return bytes([frames.WORD]) + json.dumps({"word": word, **facts}).encode()


def _socket_path() -> Path:
    from django.conf import settings

    return Path(settings.RUN_DIR) / SOCKET_NAME
