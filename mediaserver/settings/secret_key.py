"""The secret key: made at first start, kept in the data directory with mode 600."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from mediaserver.settings import env

FILE_NAME = "secret_key"


def load_or_create(data_dir: Path) -> str:
    """Return the key from `HEARTH_SECRET_KEY` or from the data directory, where it is made once.

    Two processes that start at the same time end with the same key. Raises ImproperlyConfigured where the
    file can't be read or written, or where others may read it and the mode can't be mended.
    """
    given = env.text("HEARTH_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured(
                "HEARTH_SECRET_KEY is shorter than 32 characters; leave it out to have one made."
            )
        return given
    path = data_dir / FILE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
        if not path.exists():
            _create(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}:
            raise ImproperlyConfigured(
                f"The disk that holds {data_dir} is full: free some space, or name a folder on another disk with HEARTH_DATA."
            ) from error
        reason = getattr(error, "strerror", None) or "it is not plain text"
        raise ImproperlyConfigured(
            f"The secret key at {path} can't be read or made: {reason}. "
            f"Give the user that runs Hearth write access to {data_dir}, or name another folder with HEARTH_DATA."
        ) from error
    if len(key) < 32:
        raise ImproperlyConfigured(
            f"{path} holds no usable key. Restore it from a backup, or delete it to have one made."
        )
    return key


def _create(path: Path) -> None:
    """Write a new key beside the final name and link it there, so that the first of several writers wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
    finally:
        draft.unlink(missing_ok=True)
