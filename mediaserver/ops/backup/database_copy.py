"""A consistent copy of the running database, without stopping anything and without outside programs.

SQLite: its online backup, page by page. PostgreSQL: every table by COPY inside one REPEATABLE READ transaction, with
the list of applied migrations, so that a restore builds the same tables first.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from mediaserver.lib.errors import HearthError

SQLITE_NAME = "database.sqlite3"
TABLES_NAME = "tables"
MIGRATIONS_NAME = "migrations.json"
_PAGES_AT_ONCE = 2000


class DatabaseCopyFailed(HearthError):
    """The copy can't be made or used; the message says why."""

    code = "database_copy_failed"
    http_status = 500


def copy_database(folder: Path) -> list[Path]:
    """Write a consistent copy into `folder` and return its files."""
    if settings.ON_SQLITE:
        return [_copy_sqlite(folder / SQLITE_NAME)]
    return _copy_postgresql(folder)


def sqlite_path() -> Path:
    """The SQLite file in use."""
    return Path(str(connection.settings_dict["NAME"]))


def _copy_sqlite(target: Path) -> Path:
    """Copy page by page. Raises OSError for a full disk, DatabaseCopyFailed where the file can't be read."""
    try:
        with (
            closing(sqlite3.connect(f"{sqlite_path().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy, pages=_PAGES_AT_ONCE, sleep=0.005)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error
        raise DatabaseCopyFailed(f"The database {sqlite_path()} can't be copied: {error}.") from error
    return target


def applied_migrations() -> list[list[str]]:
    """Applied migrations as [app, name], in the order in which they were applied."""
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return []
    return [[row.app, row.name] for row in recorder.migration_qs.order_by("id")]


def _tables() -> Iterator[str]:
    """Every table of ours but the record of migrations, which a restore writes by itself."""
    for name in sorted(connection.introspection.table_names()):
        if name != "django_migrations":
            yield name


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _copy_postgresql(folder: Path) -> list[Path]:
    tables = folder / TABLES_NAME
    tables.mkdir(parents=True, exist_ok=True)
    written = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        migrations = folder / MIGRATIONS_NAME
        migrations.write_text(json.dumps(applied_migrations()), encoding="utf-8")
        written.append(migrations)
        for name in _tables():
            columns = [column.name for column in connection.introspection.get_table_description(cursor, name)]
            target = tables / f"{name}.copy"
            listed = ", ".join(_quoted(column) for column in columns)
            with target.open("wb") as stream:
                stream.write((json.dumps(columns) + "\n").encode())
                with (
                    connection.wrap_database_errors,
                    cursor.copy(f"COPY {_quoted(name)} ({listed}) TO STDOUT") as rows,
                ):
                    for block in rows:
                        stream.write(bytes(block))
            written.append(target)
    return written


def keep_sqlite_files(folder: Path) -> None:
    """Copy the SQLite file into `folder`: whole where it can be read, else as it lies there with its journal."""
    if not sqlite_path().exists():
        return
    try:
        _copy_sqlite(folder / SQLITE_NAME)
    except DatabaseCopyFailed:
        (folder / SQLITE_NAME).unlink(missing_ok=True)
        for file in sqlite_path().parent.glob(f"{sqlite_path().name}*"):
            shutil.copy2(file, folder / file.name)


def check_sqlite(copy: Path) -> None:
    """See that a copy is a whole database. Raises DatabaseCopyFailed."""
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as check:
        try:
            answer = check.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise DatabaseCopyFailed(f"The database in this backup is damaged: {error}.") from error
    if answer != "ok":
        raise DatabaseCopyFailed(f"The database in this backup is damaged: {answer}.")


def load_sqlite(copy: Path) -> None:
    """Put a checked copy in the place of the SQLite file. Nothing else may have the file open."""
    connection.close()
    target = sqlite_path()
    for leftover in (target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
        leftover.unlink(missing_ok=True)
    copy.replace(target)


def load_postgresql(folder: Path) -> None:
    """Build the copy's tables in place of the present ones and fill them, all in one transaction.

    Raises DatabaseCopyFailed where the database does not take them; then it is as it was.
    """
    wanted = json.loads((folder / MIGRATIONS_NAME).read_text(encoding="utf-8"))
    files = sorted((folder / TABLES_NAME).glob("*.copy"))
    try:
        with transaction.atomic():
            _drop_everything()
            for app, name in dict(wanted).items():
                call_command("migrate", app, name, verbosity=0, interactive=False)
                _settle_constraints()
            _fill_tables(files)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        raise DatabaseCopyFailed(f"The database did not take this backup: {reason}.") from error


def _settle_constraints() -> None:
    """Check now what is put off to the end: a table with checks in waiting can't be altered."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _fill_tables(files: Sequence[Path]) -> None:
    with connection.cursor() as cursor:
        for file in files:
            cursor.execute(f"DELETE FROM {_quoted(file.stem)}")  # noqa: S608  (quoted by the backend)
        for file in files:
            _fill_table(cursor, file)
        _reset_sequences(cursor)


def require_known(migrations: Iterable[Sequence[str]]) -> None:
    """See that this program knows all these migrations. Raises DatabaseCopyFailed."""
    known = set(MigrationLoader(None).disk_migrations)
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in known]
    if unknown:
        raise DatabaseCopyFailed(
            f"This backup was made by a newer Hearth (it knows {unknown[-1]}). Upgrade first, then restore."
        )


def _drop_everything() -> None:
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {_quoted(name)} CASCADE")


def _fill_table(cursor: Any, file: Path) -> None:
    with file.open("rb") as stream:
        columns = json.loads(stream.readline())
        listed = ", ".join(_quoted(str(column)) for column in columns)
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {_quoted(file.stem)} ({listed}) FROM STDIN") as rows,
        ):
            while block := stream.read(1 << 20):
                rows.write(block)


def _reset_sequences(cursor: Any) -> None:
    from django.apps import apps

    for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
        cursor.execute(statement)
