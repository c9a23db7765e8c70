"""What must be right before anything is started. Each trouble is one sentence with a way on."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from mediaserver.lib.errors import BadConfiguration

LEAST_FREE_BYTES: Final = 50 * 1024 * 1024
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def check_folders(data_dir: Path, run_dir: Path, cache_dir: Path) -> None:
    """Make the server's own folders and see that they can be written to. Raises BadConfiguration."""
    _make_writable(data_dir, "HEARTH_DATA")
    _make_writable(run_dir, "HEARTH_RUN", mode=0o700)
    _make_writable(cache_dir, "HEARTH_CACHE")
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_FREE_BYTES:
        raise BadConfiguration(full_disk_sentence(data_dir), free_bytes=free)


def full_disk_sentence(folder: Path) -> str:
    """Return what to tell people when the disk that holds `folder` is full."""
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    return (
        f"The disk that holds {folder} is full ({free_mb} MB free): free at least "
        f"{LEAST_FREE_BYTES // 1_000_000} MB, or name a folder on another disk with HEARTH_DATA."
    )


def _make_writable(folder: Path, variable: str, mode: int = 0o750) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".writable-"):
            pass
    except OSError as error:
        if error.errno in _FULL:
            raise BadConfiguration(full_disk_sentence(_existing(folder)), path=str(folder)) from error
        raise BadConfiguration(
            f"Hearth can't write to {folder} ({error.strerror}): give the user {_user_name()} write access to it, "
            f"or name another folder with {variable}.",
            path=str(folder),
        ) from error


def _existing(folder: Path) -> Path:
    return next(candidate for candidate in (folder, *folder.parents) if candidate.exists())


def _user_name() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"number {os.geteuid()}"


def lock_data(data_dir: Path, *, is_whole_server: bool) -> int | None:
    """Make sure that no other server uses the data directory; returns the descriptor to keep open while serving.

    Parts of one server (`serve --only …`) share the lock. Returns None on a file system without locks.
    Raises BadConfiguration where another server holds it.
    """
    path = data_dir / "server.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if is_whole_server else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise BadConfiguration(
            f"Hearth already runs on {data_dir} (process {holder}): stop it with `kill {holder}`, "
            "or name another folder with HEARTH_DATA.",
            pid=holder,
        ) from error
    except OSError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
