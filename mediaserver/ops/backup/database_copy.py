"""A consistent copy of the running database, without stopping anything and without outside programs.

SQLite: its online backup, page by page. PostgreSQL: every table by COPY inside one REPEATABLE READ transaction, with
the list of applied migrations, so that a restore builds the same tables first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
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
    with (
        closing(sqlite3.connect(f"file:{sqlite_path()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy, pages=_PAGES_AT_ONCE, sleep=0.005)
        copy.execute("PRAGMA journal_mode=DELETE")
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
                with cursor.copy(f"COPY {_quoted(name)} ({listed}) TO STDOUT") as rows:
                    for block in rows:
                        stream.write(bytes(block))
            written.append(target)
    return written


def load_sqlite(copy: Path) -> None:
    """Put a copy in the place of the SQLite file. Nothing else may have the file open.

    Raises DatabaseCopyFailed where the copy is damaged.
    """
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as check:
        try:
            answer = check.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise DatabaseCopyFailed(f"The database in this backup is damaged: {error}.") from error
    if answer != "ok":
        raise DatabaseCopyFailed(f"The database in this backup is damaged: {answer}.")
    connection.close()
    target = sqlite_path()
    for leftover in (target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
        leftover.unlink(missing_ok=True)
    copy.replace(target)


def load_postgresql(folder: Path) -> None:
    """Build the copy's tables in an emptied database and fill them, in one transaction per step.

    Raises DatabaseCopyFailed where this program does not know a migration of the copy (it is newer than we are).
    """
    wanted = json.loads((folder / MIGRATIONS_NAME).read_text(encoding="utf-8"))
    _check_known(wanted)
    _drop_everything()
    last: dict[str, str] = dict(wanted)
    for app, name in last.items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        files = sorted((folder / TABLES_NAME).glob("*.copy"))
        for file in files:
            cursor.execute(f"DELETE FROM {_quoted(file.stem)}")  # noqa: S608  (quoted by the backend)
        for file in files:
            _fill_table(cursor, file)
        _reset_sequences(cursor)


def _check_known(wanted: list[list[str]]) -> None:
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(connection).disk_migrations)
    unknown = [f"{app}.{name}" for app, name in wanted if (app, name) not in known]
    if unknown:
        raise DatabaseCopyFailed(
            f"This backup was made by a newer Hearth (it knows {unknown[-1]}). Upgrade first, then restore."
        )


def _drop_everything() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {_quoted(name)} CASCADE")


def _fill_table(cursor: Any, file: Path) -> None:
    with file.open("rb") as stream:
        columns = json.loads(stream.readline())
        listed = ", ".join(_quoted(str(column)) for column in columns)
        with cursor.copy(f"COPY {_quoted(file.stem)} ({listed}) FROM STDIN") as rows:
            while block := stream.read(1 << 20):
                rows.write(block)


def _reset_sequences(cursor: Any) -> None:
    from django.apps import apps

    for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
        cursor.execute(statement)
