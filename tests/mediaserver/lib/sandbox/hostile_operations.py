"""Operations that only tests may run: they try to get out, hang, crash and eat memory."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from typing import Any


def size(descriptor: int, **_ignored: Any) -> int:
    return len(os.pread(descriptor, 1 << 20, 0))


def echo(**arguments: Any) -> Any:
    return arguments


def crash(*_files: int) -> None:
    ctypes.string_at(0)


def crash_if_marked(descriptor: int) -> int:
    text = os.pread(descriptor, 100, 0)
    if text.startswith(b"crash"):
        ctypes.string_at(0)
    if text.startswith(b"hang"):
        while True:
            pass
    if text.startswith(b"memory"):
        bytearray(2 << 30)
    return len(text)


def crash_second_time(_descriptor: int, state: dict[str, int] = {}) -> int:  # noqa: B006
    """Innocent in a fresh child, crashing in one that has done something before."""
    if state:
        ctypes.string_at(0)
    state["used"] = 1
    return os.getpid()


def burn() -> None:
    while True:
        pass


def sleep_long() -> None:
    time.sleep(600)


def eat_memory() -> int:
    return len([bytearray(64 << 20) for _ in range(100)])


def answer_too_much() -> bytes:
    return bytes(30 << 20)


def end_quietly() -> None:
    os._exit(0)


def write_nonsense() -> None:
    os.write(0, b"\xff" * 64)


def fail() -> None:
    raise KeyError("odd")


def environment() -> dict[str, str]:
    return dict(os.environ)


def modules() -> list[str]:
    return sorted(sys.modules)


def thread_works() -> bool:
    seen: list[int] = []
    thread = threading.Thread(target=seen.append, args=(1,))
    thread.start()
    thread.join()
    return seen == [1]


def process_id() -> int:
    return os.getpid()


def _attempt(action: Any) -> str:
    try:
        action()
    except BaseException as error:  # noqa: BLE001 - whatever stops the attempt
        return type(error).__name__
    return "it worked"


def escape(path: bytes) -> dict[str, str]:
    """Try every way out and say how each ended."""
    return {
        "open": _attempt(lambda: os.open(path, os.O_RDONLY)),
        "create": _attempt(lambda: os.open(path + b".new", os.O_RDWR | os.O_CREAT)),
        "list": _attempt(lambda: os.listdir("/")),
        "unlink": _attempt(lambda: os.unlink(path)),
        "socket": _attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
        "unix_socket": _attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)),
        "netlink": _attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
        "fork": _attempt(_fork),
        "run": _attempt(lambda: os.execv("/bin/true", ["true"])),
        "kill_parent": _attempt(lambda: os.kill(os.getppid(), signal.SIGTERM)),
        "signal_group": _attempt(lambda: os.killpg(0, signal.SIGTERM)),
        "become_root": _attempt(lambda: os.setresuid(0, 0, 0)),
        "trace": _attempt(_trace_parent),
        "pidfd": _attempt(lambda: os.pidfd_open(os.getppid())),
        "memfd": _attempt(lambda: os.memfd_create("x")),
    }


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _trace_parent() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, os.getppid(), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def identity() -> dict[str, Any]:
    return {"uid": os.getuid(), "gid": os.getgid(), "groups": []}


OPERATIONS = {
    operation.__name__: operation
    for operation in (
        size, echo, crash, crash_if_marked, crash_second_time, burn, sleep_long, eat_memory, answer_too_much,
        end_quietly, write_nonsense, fail, environment, modules, thread_works, process_id, escape, identity,
    )
}  # fmt: skip
