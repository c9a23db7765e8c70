"""A real disk that is soon full: a file system in memory of a given size."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, *, size_kb: int) -> Iterator[Path]:
    """Mount it at `folder`; skips where mounting is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk to fill")
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k,mode=755", "hearth-test", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"a small disk can't be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        _unmount(folder)


def fill(disk: Path, *, but_kb: int = 0) -> Path:
    """Write until nothing more goes onto the disk; returns the file that takes the room. `but_kb` are left free."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while True:
            stream.write(bytes(4_096))
    os.truncate(ballast, max(0, ballast.stat().st_size - but_kb * 1024))
    return ballast


def _unmount(folder: Path) -> None:
    deadline = time.monotonic() + 10
    while subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode != 0:
        if time.monotonic() > deadline:
            subprocess.run(["umount", "-l", str(folder)], check=False)
            return
        time.sleep(0.1)
