"""Ending a command with one sentence instead of a traceback."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import OperationalError

from mediaserver.lib.errors import HearthError
from mediaserver.serve.preflight import full_disk_sentence


class Written(Protocol):
    """What can be written to: a stream, or a command's `stderr`."""

    def write(self, text: str, /) -> object:
        """Write some text."""


@contextlib.contextmanager
def refuse_clearly(stderr: Written) -> Iterator[None]:
    """Turn expected failures inside the block into their sentence on `stderr` and exit code 1."""
    try:
        yield
    except HearthError as error:
        stderr.write(f"{error.message}\n")
        raise SystemExit(1) from error
    except (OSError, OperationalError) as error:
        if not _is_full_disk(error):
            raise
        stderr.write(f"{full_disk_sentence(Path(settings.DATA_DIR))}\n")
        raise SystemExit(1) from error


def _is_full_disk(error: OSError | OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return "disk is full" in str(error)
