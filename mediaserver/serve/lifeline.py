"""No orphans: when the supervisor is gone, however it went, every child and what the child started ends at once.

The supervisor holds the only write end of a pipe. On Linux each child asks the kernel to send SIGKILL to its whole
process group when that end closes (`F_SETOWN`, `F_SETSIG`, `O_ASYNC`), which needs no code of the child to run: it
works while a child hangs in C code or in a stopped FFmpeg. Elsewhere a thread waits for the end of the pipe.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import threading


def open_pipe() -> tuple[int, int]:
    """Return the read end, which children watch, and the write end, which the supervisor alone keeps."""
    return os.pipe()


def die_with_supervisor(read_end: int, write_end: int) -> None:
    """Tie the calling process group to the supervisor. Call it right after fork, in a group of the child's own."""
    if sys.platform == "linux":
        _ask_kernel(read_end)
        os.close(write_end)
    else:
        os.close(write_end)
        threading.Thread(target=_wait_for_end, args=(read_end,), name="lifeline", daemon=True).start()
    if select.select([read_end], [], [], 0)[0]:  # it went before the tie was made
        os.killpg(0, signal.SIGKILL)


def _ask_kernel(read_end: int) -> None:
    # An open file description of the child's own, since owner and signal belong to it and not to the descriptor.
    own = os.open(f"/proc/self/fd/{read_end}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.fcntl(own, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(own, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)


def _wait_for_end(read_end: int) -> None:
    while os.read(read_end, 1):
        pass
    os.killpg(0, signal.SIGKILL)
