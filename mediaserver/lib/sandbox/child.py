"""The inside of a media process: load the libraries, lock the door, then one file after the other.

Started by `children.start` as a plain interpreter; never imports Django (a test looks).
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import socket
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from mediaserver.lib.sandbox import isolation, wire
from mediaserver.lib.sandbox.frames import ConnectionLost, FrameConnection, NonsenseReceived

Operation = Callable[..., wire.Wire]
REQUEST_BYTES = 1024 * 1024
MEGABYTE = 1024 * 1024
EXIT_STARTUP_FAILED = 3
LATE_IMPORTS = (  # what Python itself imports at first use; once locked in nothing can be opened
    "encodings.ascii", "encodings.latin_1", "encodings.utf_8", "encodings.utf_8_sig", "encodings.utf_16",
    "encodings.utf_16_le", "encodings.utf_16_be", "encodings.utf_32", "encodings.cp1252", "encodings.cp437",
    "encodings.unicode_escape", "encodings.raw_unicode_escape", "linecache", "tokenize",
)  # fmt: skip


class _MemoryLimit:
    """The soft limit of address space: what was there after the imports plus what the file may use."""

    def __init__(self) -> None:
        self._base_bytes = _address_space_bytes()
        self._current_mb = 0

    def set(self, limit_mb: int) -> None:
        if limit_mb != self._current_mb and self._base_bytes:
            hard = resource.getrlimit(resource.RLIMIT_AS)[1]
            resource.setrlimit(resource.RLIMIT_AS, (self._base_bytes + limit_mb * MEGABYTE, hard))
            self._current_mb = limit_mb


def main(module_name: str, parent_id: int) -> None:
    """Serve the operations of one module on the socket that is standard input."""
    connection = FrameConnection(socket.socket(fileno=os.dup(0)), receive_limit_bytes=REQUEST_BYTES)
    try:
        namespaces = isolation.enter_namespaces()
        operations = _load(module_name)
        hello: Any = connection.receive(30)
        memory = _MemoryLimit()
        measures = [namespaces, *isolation.lock_in(hello["filter"], hello["filter_reason"], parent_id)]
    except (ConnectionLost, NonsenseReceived, TimeoutError):
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the edge of the process: say why, then end
        connection.send({"failed": traceback.format_exc()[-2000:]})
        os._exit(EXIT_STARTUP_FAILED)
    connection.send({"measures": [[m.name, m.active, m.reason] for m in measures]})
    _serve(connection, operations, memory)


def _load(module_name: str) -> Mapping[str, Operation]:
    """Import the module; its `rehearse` walks once through what imports more at first use."""
    module = importlib.import_module(module_name)
    for name in LATE_IMPORTS:
        importlib.import_module(name)
    rehearse: Callable[[], None] | None = getattr(module, "rehearse", None)
    if rehearse is not None:
        rehearse()
    operations: Mapping[str, Operation] = module.OPERATIONS
    return operations


def _serve(connection: FrameConnection, operations: Mapping[str, Operation], memory: _MemoryLimit) -> None:
    while True:
        try:
            request: Any = connection.receive()
            number, name, arguments, file_count, cpu_limit_s, memory_limit_mb = request
            files = connection.take_descriptors(file_count)
        except (ConnectionLost, NonsenseReceived, ValueError, TypeError):
            os._exit(0)
        memory.set(memory_limit_mb)
        signal.setitimer(signal.ITIMER_PROF, cpu_limit_s)  # SIGPROF is left at its default: the process ends
        outcome = _perform(operations[name], files, arguments)
        signal.setitimer(signal.ITIMER_PROF, 0)
        for descriptor in files:
            _close(descriptor)
        try:
            connection.send([number, *outcome])
        except (ConnectionLost, MemoryError):
            os._exit(0)
        if outcome[0] == wire.OUT_OF_MEMORY:
            os._exit(0)  # whatever was half done goes with the process


def _perform(operation: Operation, files: list[int], arguments: Mapping[str, Any]) -> tuple[int, wire.Wire]:
    try:
        return wire.DONE, operation(*files, **arguments)
    except wire.Rejected as refusal:
        return wire.REJECTED, {"reason": refusal.reason, **refusal.details}
    except MemoryError:
        return wire.OUT_OF_MEMORY, None
    except Exception as error:  # noqa: BLE001 - the edge of the process; a parser met nonsense
        return wire.FAILED, {"error": type(error).__name__, "trace": traceback.format_exc()[-2000:]}


def _close(descriptor: int) -> None:
    try:
        os.close(descriptor)
    except OSError:
        pass  # the operation gave it to a file object that closed it


def _address_space_bytes() -> int:
    """Return the size of this process's address space, 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - no pathlib in the child's start
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
