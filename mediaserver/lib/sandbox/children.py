"""One media process as the server sees it: started clean, spoken to over a socket, killed with its whole group."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mediaserver.lib.sandbox.errors import MediaProcessUnavailable
from mediaserver.lib.sandbox.frames import ConnectionLost, FrameConnection, NonsenseReceived
from mediaserver.lib.sandbox.system_calls import compile_filter
from mediaserver.lib.sandbox.wire import Measure, Wire

SOURCE_ROOT = Path(__file__).resolve().parents[3]
# Our packages are entered without their __init__, which serve the server and would bring Django with them.
START = """
import os, sys
from importlib.machinery import ModuleSpec
class Bare:
    @staticmethod
    def find_spec(name, path=None, target=None):
        folder = os.path.join(sys.argv[3], *name.split("."))
        if os.path.isfile(os.path.join(folder, "__init__.py")):
            spec = ModuleSpec(name, None, is_package=True)
            spec.submodule_search_locations = [folder]
            return spec
sys.meta_path.insert(0, Bare)
sys.path.insert(0, sys.argv[3])
from mediaserver.lib.sandbox.child import main
main(sys.argv[1], int(sys.argv[2]))
"""
START_LIMIT_S = 60.0
REPLY_BYTES = 24 * 1024 * 1024
SEND_LIMIT_S = 30.0
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "SYSTEMROOT")  # what an interpreter may need to start at all
TIMER_SIGNALS = (signal.SIGPROF, signal.SIGXCPU)


class Child:
    """A running media process and the connection to it. Not safe for two threads at once."""

    def __init__(self, module: str, process: subprocess.Popen[bytes], ours: socket.socket) -> None:
        self.module = module
        self.measures: list[Measure] = []
        self.jobs_done = 0
        self.idle_since_s = 0.0
        self._process = process
        self._connection = FrameConnection(ours, receive_limit_bytes=REPLY_BYTES)
        self._socket = ours

    @classmethod
    def start(cls, module: str) -> Child:
        """Start a child for the operations of `module` and wait until it is locked in.

        Raises MediaProcessUnavailable.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", START, module, str(os.getpid()), str(SOURCE_ROOT)],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=_clean_environment(), cwd="/", close_fds=True, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            ours.close()
            raise MediaProcessUnavailable(str(error)) from error
        finally:
            theirs.close()
        child = cls(module, process, ours)
        try:
            child._greet()
        except MediaProcessUnavailable:
            child.kill()
            raise
        return child

    def send(self, message: Wire, descriptors: Sequence[int]) -> None:
        """Hand over one job. Raises ConnectionLost where the child is gone or does not take it."""
        self._socket.settimeout(SEND_LIMIT_S)
        try:
            self._connection.send(message, descriptors)
        except TimeoutError as error:
            raise ConnectionLost from error

    def receive(self, limit_s: float) -> Any:
        """Return the child's next answer. Raises ConnectionLost, NonsenseReceived, TimeoutError."""
        return self._connection.receive(limit_s)

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def end_cause(self) -> str:
        """Wait for a process whose connection broke; return "timeout" for the CPU timer, else the signal's name."""
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
            return "silent"
        if status >= 0:
            return f"status {status}"
        if -status in TIMER_SIGNALS:
            return "timeout"
        return signal.Signals(-status).name

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._process.pid

    def kill(self) -> None:
        """End the process and its group at once and collect it."""
        if self._process.poll() is None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                self._process.kill()
            self._process.wait()
        self._connection.close()

    def forget(self) -> None:
        """After a fork: this process is our parent's child, not ours."""
        self._connection.close()
        self._process.returncode = 0

    def _greet(self) -> None:
        program, reason = compile_filter()
        try:
            self.send({"filter": program, "filter_reason": reason}, ())
            answer = self.receive(START_LIMIT_S)
        except (ConnectionLost, NonsenseReceived, TimeoutError) as error:
            raise MediaProcessUnavailable(f"{self.module} did not start: {self.end_cause()}") from error
        if not isinstance(answer, Mapping) or "measures" not in answer:
            raise MediaProcessUnavailable(str(answer.get("failed", answer) if isinstance(answer, Mapping) else answer))
        self.measures = [Measure(str(name), bool(active), str(reason)) for name, active, reason in answer["measures"]]


def _clean_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **one_thread, **kept}
