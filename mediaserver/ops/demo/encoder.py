"""Runs FFmpeg for the demo collection."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mediaserver.lib import ffmpeg_binary
from mediaserver.lib.errors import Broken

LONGEST_RUN_S = 1800
QUIET = ("-hide_banner", "-nostdin", "-v", "error", "-y")


def as_file(path: Path) -> str:
    """Return how FFmpeg is told of a file whose name it must not take for an address."""
    return f"file:{path}"


class Stopped(Exception):
    """The collection is no longer wanted: somebody pressed Ctrl-C, or another file failed."""


class Processes:
    """The FFmpeg processes that run at present, so that all of them can be stopped at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_stopped = False

    @contextmanager
    def started(self, command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
        """Start a process and see to it that it is gone afterwards. Raises Stopped instead once all were stopped."""
        with self._lock:
            if self._is_stopped:
                raise Stopped
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            self._running.add(process)
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            with self._lock:
                self._running.discard(process)

    def stop(self) -> None:
        """Kill what runs and start nothing more."""
        with self._lock:
            self._is_stopped = True
            for process in self._running:
                process.kill()

    def allow(self) -> None:
        """Start processes again."""
        with self._lock:
            self._is_stopped = False


processes = Processes()


def run_ffmpeg(arguments: Sequence[str]) -> None:
    """Run FFmpeg to its end. Raises OSError for a full disk, Broken with FFmpeg's own words for anything else."""
    with processes.started([ffmpeg_binary.find(), *QUIET, *arguments]) as process:
        _, errors = process.communicate(timeout=LONGEST_RUN_S)
    if process.returncode == 0:
        return
    said = errors.decode("utf-8", "replace").strip()
    if os.strerror(errno.ENOSPC) in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), arguments[-1])
    raise Broken(f"FFmpeg could not make {Path(arguments[-1]).name}: {said[-600:]}", said=said[-600:])
