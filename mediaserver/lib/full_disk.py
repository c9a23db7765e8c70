"""Telling a full disk from other failures, whoever reports it: the system, SQLite or PostgreSQL."""

from __future__ import annotations

import errno
from typing import Final

from django.db import DatabaseError
from django.utils.translation import gettext as _

from mediaserver.lib.errors import HearthError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_WORDS: Final = ("disk is full", "no space left on device", "disk quota exceeded")


class DiskFull(HearthError):
    """Nothing more can be kept until a person makes room."""

    code = "disk_full"
    http_status = 507


def disk_full_in(error: BaseException) -> DiskFull | None:
    """Return what to tell people where `error` comes from a full disk, else None."""
    if isinstance(error, OSError):
        is_full = error.errno in _FULL
    else:
        is_full = isinstance(error, DatabaseError) and any(words in str(error).lower() for words in _WORDS)
    if not is_full:
        return None
    return DiskFull(_("The disk that holds Hearth's data is full, so this was not kept. Make room, then try again."))
