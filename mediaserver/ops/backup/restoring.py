"""Puts a backup back: checked whole before anything is touched, and what was there is kept beside."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from mediaserver.lib.errors import HearthError
from mediaserver.ops.backup.archive import FORMAT, MANIFEST_NAME
from mediaserver.ops.backup.database_copy import (
    MIGRATIONS_NAME,
    SQLITE_NAME,
    DatabaseCopyFailed,
    check_sqlite,
    copy_database,
    keep_sqlite_files,
    load_postgresql,
    load_sqlite,
    require_known,
)
from mediaserver.settings.secret_key import FILE_NAME as SECRET_KEY_NAME

_NAMES = re.compile(
    rf"{re.escape(SQLITE_NAME)}|{re.escape(MIGRATIONS_NAME)}|{re.escape(SECRET_KEY_NAME)}"
    r"|tables/[a-z0-9_]{1,80}\.copy|artwork/originals/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z]{3,4}"
)
_MANIFEST_LIMIT = 256 * 1024 * 1024


class RestoreRefused(HearthError):
    """The backup can't be used, or not now. Nothing was changed."""

    code = "restore_refused"


@dataclass(frozen=True)
class RestorePreview:
    """What a backup holds."""

    version: str
    made_at: str
    database: str
    file_count: int
    size_bytes: int


def inspect_backup(path: Path) -> RestorePreview:
    """Say what the archive holds, without changing anything. Raises RestoreRefused where it is no backup of ours."""
    with _opened(path) as archive:
        manifest = _manifest(archive)
    files = manifest["files"]
    return RestorePreview(
        version=str(manifest.get("version", "")),
        made_at=str(manifest.get("made_at", "")),
        database=str(manifest["database"]),
        file_count=len(files),
        size_bytes=sum(int(file["size_bytes"]) for file in files),
    )


def restore_backup(path: Path) -> Path:
    """Put the backup back and return the folder that holds what was there before.

    The server must be stopped. Everything is unpacked and compared with its checksums first. Raises RestoreRefused.
    """
    data_dir = Path(settings.DATA_DIR)
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=data_dir) as scratch:
            folder = Path(scratch)
            with _opened(path) as archive:
                manifest = _manifest(archive)
                _check_database(manifest)
                _unpack(archive, manifest, folder)
            _check_copy(folder)
            kept = data_dir / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
            _change_database(folder, kept)
            _put_in_place(folder, kept, data_dir)
    except DatabaseCopyFailed as error:
        raise RestoreRefused(error.message, path=str(path)) from error
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
        raise RestoreRefused(f"The backup was not restored: {reason}.", path=str(path)) from error
    return kept


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        reason = getattr(error, "strerror", None) or "it is damaged, or no archive"
        raise RestoreRefused(f"{path} can't be read: {reason}.", path=str(path)) from error


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        member = archive.getmember(MANIFEST_NAME)
        stream = archive.extractfile(member)
        if stream is None or member.size > _MANIFEST_LIMIT:
            raise ValueError
        facts = json.loads(stream.read())
        if facts["program"] != "hearth":
            raise ValueError
        facts["files"] = [
            {"name": str(file["name"]), "size_bytes": int(file["size_bytes"]), "sha256": str(file["sha256"])}
            for file in facts["files"]
        ]
        facts["migrations"] = [(str(app), str(name)) for app, name in facts["migrations"]]
    except (KeyError, ValueError, TypeError) as error:
        raise RestoreRefused("This archive is no backup of Hearth: it has no readable manifest.") from error
    if facts["format"] != FORMAT:
        raise RestoreRefused(f"This backup has format {facts['format']}; this Hearth reads format {FORMAT}.")
    return dict(facts)


def _check_database(manifest: dict[str, Any]) -> None:
    """Of the kind that is in use here, and of no newer program."""
    here = "sqlite" if settings.ON_SQLITE else "postgresql"
    if manifest["database"] != here:
        raise RestoreRefused(
            f"This backup holds a {manifest['database']} database and the server runs on {here}. "
            "Set or unset DATABASE_URL to match, then restore."
        )
    require_known(manifest["migrations"])


def _unpack(archive: tarfile.TarFile, manifest: dict[str, Any], folder: Path) -> None:
    """Unpack what the manifest lists, under names of ours only, and compare every checksum."""
    for entry in manifest["files"]:
        name = entry["name"]
        if not _NAMES.fullmatch(name):
            shown = name[:200].encode("unicode_escape").decode()
            raise RestoreRefused(f"This archive holds a file that no backup has: {shown}.")
        try:
            stream = archive.extractfile(name)
        except KeyError:
            stream = None
        if stream is None:
            raise RestoreRefused(f"{name} is missing in this backup.")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with stream, target.open("wb") as copy:
            shutil.copyfileobj(stream, copy, 1 << 20)
        with target.open("rb") as written:
            if hashlib.file_digest(written, "sha256").hexdigest() != entry["sha256"]:
                raise RestoreRefused(f"{name} in this backup is damaged. Try an older backup.")


def _check_copy(folder: Path) -> None:
    """See that the archive brought a database that can be used."""
    if settings.ON_SQLITE and (folder / SQLITE_NAME).exists():
        check_sqlite(folder / SQLITE_NAME)
    elif settings.ON_SQLITE or not (folder / MIGRATIONS_NAME).exists():
        raise RestoreRefused("There is no database in this backup.")


def _change_database(folder: Path, kept: Path) -> None:
    """Copy the present database into `kept`, then put the unpacked one in its place. A failure leaves no trace."""
    kept.mkdir(mode=0o700)
    try:
        if settings.ON_SQLITE:
            keep_sqlite_files(kept)
            load_sqlite(folder / SQLITE_NAME)
        else:
            copy_database(kept)
            load_postgresql(folder)
    except BaseException:
        shutil.rmtree(kept, ignore_errors=True)
        raise


def _put_in_place(folder: Path, kept: Path, data_dir: Path) -> None:
    """Keep the secret that is there, then move the unpacked files to their places."""
    secret = folder / SECRET_KEY_NAME
    if secret.exists():
        present = data_dir / SECRET_KEY_NAME
        if present.exists():
            shutil.copy2(present, kept / SECRET_KEY_NAME)
        secret.chmod(0o600)
        secret.replace(present)
    originals = folder / "artwork" / "originals"
    if originals.is_dir():
        for file in originals.rglob("*"):
            if file.is_file():
                target = data_dir / "artwork" / "originals" / file.relative_to(originals)
                target.parent.mkdir(parents=True, exist_ok=True)
                file.replace(target)
