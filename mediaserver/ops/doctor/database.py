"""Is the database there, whole, and up to date?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from mediaserver.ops.doctor.verdicts import Verdict, bad, good


def database_verdicts() -> Iterator[Verdict]:
    """Examine the connection, the migrations, SQLite's own check, and Redis where it is used."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield bad(
            "Database", f"It does not answer: {str(error).strip()}", "Check DATABASE_URL and that the server runs."
        )
        return
    yield good("Database", _description())
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield bad("Migrations", f"{len(plan)} are not applied.", "Run `make run`; it keeps a snapshot first.")
    else:
        yield good("Migrations", "all applied")
    if settings.ON_SQLITE:
        yield from _sqlite()
    if settings.REDIS_URL:
        yield from _redis()


def _description() -> str:
    if settings.ON_SQLITE:
        return f"SQLite {sqlite3.sqlite_version} at {connection.settings_dict['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def _sqlite() -> Iterator[Verdict]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        answer = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if answer != "ok":
        yield bad(
            "SQLite", f"The file is damaged: {answer}", "Stop the server and `manage.py restore` the last backup."
        )
    if mode != "wal":
        yield bad("SQLite", f"Journal mode is {mode}, not wal.", "Keep the data directory on a local disk.")


def _redis() -> Iterator[Verdict]:
    import redis

    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3).ping()
        yield good("Redis", "answers")
    except redis.RedisError as error:
        yield bad("Redis", f"It does not answer: {error}", "Check REDIS_URL and that the server runs.")
