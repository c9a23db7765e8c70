"""A supervisor with small children, run as a program by test_supervisor.py: `small_server.py DATA_DIR PORT KIND …`."""

from __future__ import annotations

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PROGRAM = Path(__file__).resolve()


def web(listener: socket.socket, _lifeline: int) -> None:
    """Answer every request with the process number."""
    listener.setblocking(True)

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = str(os.getpid()).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("", 0), Answer, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


def sleeper(_lifeline: int) -> None:
    """Wait, with a grandchild as an FFmpeg would be."""
    _with_grandchild()
    signal.pause()


def deaf(_lifeline: int) -> None:
    """Refuse to end, with a grandchild that refuses too."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _with_grandchild()
    while True:
        signal.pause()


def stuck(_lifeline: int) -> None:
    """Hang in C code that holds the interpreter's lock: no Python of this process runs any more."""
    import ctypes

    _with_grandchild()
    ctypes.PyDLL(None).sleep(10_000)


def failing(_lifeline: int) -> None:
    """Fail at once."""
    with (Path(os.environ["HEARTH_DATA"]) / "failures").open("a") as log:
        log.write(f"{time.monotonic()}\n")
    raise RuntimeError("as it is meant to")


def runner(_lifeline: int) -> None:
    """Run on demand and be done soon."""
    (Path(os.environ["HEARTH_DATA"]) / "runner-was-here").write_text(str(os.getpid()))
    time.sleep(0.5)


def _with_grandchild() -> None:
    grandchild = subprocess.Popen(["sleep", "10000"])
    folder = Path(os.environ["HEARTH_DATA"])
    (folder / "grandchild").write_text(str(grandchild.pid))


def main() -> None:
    data_dir, port, *names = sys.argv[1:]
    os.environ["HEARTH_DATA"] = data_dir
    os.environ["DJANGO_SETTINGS_MODULE"] = "mediaserver.settings.test"
    sys.path.insert(0, str(PROGRAM.parents[3]))
    import django

    django.setup()
    from mediaserver.serve import children, listening, supervisor

    def kind(name: str) -> children.ChildKind:
        takes = ("listener", "lifeline") if name == "web" else ("lifeline",)
        return children.ChildKind(name, f"__main__.{name}", takes=takes)

    children.KINDS += (children.ChildKind("runner", "__main__.runner", is_on_demand=True),)  # type: ignore[misc]
    listener = listening.open_listener("127.0.0.1", int(port))
    run_dir = Path(data_dir) / "run"
    run_dir.mkdir(exist_ok=True)
    standing = [(name, kind(name)) for name in names]
    supervisor.Supervisor(standing, listener, run_dir).run(
        close_in_child=[], when_listening=lambda: print("listening", flush=True)
    )


if __name__ == "__main__":
    main()
