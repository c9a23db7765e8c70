"""A copy of a kept database before each migration."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mediaserver.ops.backup.database_copy import copy_database

log = logging.getLogger(__name__)
KEEP = 5


def snapshot_before_migration() -> Path | None:
    """Copy the database where migrations are pending on one that has been in use; returns the folder, else None.

    The last five are kept in `DATA_DIR/snapshots`. Put back by hand, or through `manage.py restore` from a backup.
    """
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return None
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return None
    folder = Path(settings.DATA_DIR) / "snapshots"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    first = plan[0][0]
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-before-{first.app_label}-{first.name}"
    draft, final = folder / f".{name}", folder / name
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        copy_database(draft)
        draft.replace(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    log.info("Kept a snapshot before migrating path=%s", final)
    for old in sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))[:-KEEP]:
        shutil.rmtree(old, ignore_errors=True)
    return final
