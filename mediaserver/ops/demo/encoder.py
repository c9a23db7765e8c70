"""Runs FFmpeg for the demo collection."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from mediaserver.lib import ffmpeg_binary
from mediaserver.lib.errors import Broken

LONGEST_RUN_S = 1800
QUIET = ("-hide_banner", "-nostdin", "-v", "error", "-y")


def as_file(path: Path) -> str:
    """Return how FFmpeg is told of a file whose name it must not take for an address."""
    return f"file:{path}"


def run_ffmpeg(arguments: Sequence[str]) -> None:
    """Run FFmpeg to its end. Raises OSError for a full disk, Broken with FFmpeg's own words for anything else."""
    command = [ffmpeg_binary.find(), *QUIET, *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_RUN_S, check=False)
    if done.returncode == 0:
        return
    said = done.stderr.decode("utf-8", "replace").strip()
    if os.strerror(errno.ENOSPC) in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), arguments[-1])
    raise Broken(f"FFmpeg could not make {Path(arguments[-1]).name}: {said[-600:]}", said=said[-600:])
