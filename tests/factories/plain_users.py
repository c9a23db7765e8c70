"""Being refused by folders, even where the tests run as root."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def as_plain_user() -> Iterator[None]:
    """Lose root's right to read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def folder_open_to_all() -> Iterator[Path]:
    """A folder below which other users get through (pytest's own is closed to them)."""
    with tempfile.TemporaryDirectory(prefix="hearth-open-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
