"""Writes a backup: a gzipped tar with a manifest, readable by nobody but its owner."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from mediaserver import VERSION
from mediaserver.lib.errors import HearthError
from mediaserver.ops.backup.database_copy import applied_migrations, copy_database
from mediaserver.settings.secret_key import FILE_NAME as SECRET_KEY_NAME

MANIFEST_NAME = "manifest.json"
FORMAT = 1


class BackupFailed(HearthError):
    """The backup could not be written; nothing half-written is left."""

    code = "backup_failed"
    http_status = 500


@dataclass(frozen=True)
class BackupReport:
    """What was written."""

    path: Path
    size_bytes: int
    file_count: int


def make_backup(target: Path) -> BackupReport:
    """Write a backup to `target`: a file name, or a folder in which it gets a name with the time.

    The archive appears under its name only when it is complete. Raises BackupFailed with a way on.
    """
    now = datetime.now(UTC)
    if target.is_dir():
        target = target / f"hearth-{now:%Y%m%d-%H%M%S}.tar.gz"
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA_DIR) as scratch:
            count = _write(draft, Path(scratch), now)
        draft.replace(target)
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        raise BackupFailed(
            f"The backup to {target} was not made: {reason}. Nothing was changed; name another place with --to.",
            path=str(target),
        ) from error
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackupFailed(f"The backup was not made, since the database does not answer: {reason}.") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return BackupReport(path=target, size_bytes=target.stat().st_size, file_count=count)


def _write(draft: Path, scratch: Path, now: datetime) -> int:
    database = copy_database(scratch)
    entries = [(file.relative_to(scratch).as_posix(), file) for file in database]
    data_dir = Path(settings.DATA_DIR)
    secret = data_dir / SECRET_KEY_NAME
    if secret.exists():
        entries.append((SECRET_KEY_NAME, secret))
    originals = data_dir / "artwork" / "originals"
    entries += [(f"artwork/originals/{f.relative_to(originals).as_posix()}", f) for f in _files_below(originals)]
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
        listed = [_add(archive, name, file) for name, file in entries]
        manifest = _manifest(now, [entry for entry in listed if entry])
        header = tarfile.TarInfo(MANIFEST_NAME)
        header.size, header.mode = len(manifest), 0o600
        archive.addfile(header, io.BytesIO(manifest))
    return len(listed) + 1


def _files_below(folder: Path) -> list[Path]:
    return sorted(f for f in folder.rglob("*") if f.is_file() and not f.name.startswith(".")) if folder.is_dir() else []


def _add(archive: tarfile.TarFile, name: str, file: Path) -> dict[str, Any] | None:
    """Add one file and return its line of the manifest; a picture that went away meanwhile is left out."""
    try:
        stream = file.open("rb")
    except FileNotFoundError:
        return None
    with stream:
        size = os.fstat(stream.fileno()).st_size
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        header = tarfile.TarInfo(name)
        header.size, header.mode, header.mtime = size, 0o600, int(file.stat().st_mtime)
        archive.addfile(header, stream)
    return {"name": name, "size_bytes": size, "sha256": digest}


def _manifest(now: datetime, files: list[dict[str, Any]]) -> bytes:
    facts = {
        "format": FORMAT,
        "program": "hearth",
        "version": VERSION,
        "made_at": now.isoformat(),
        "database": "sqlite" if settings.ON_SQLITE else "postgresql",
        "migrations": applied_migrations(),
        "files": files,
    }
    return json.dumps(facts, indent=1).encode()
