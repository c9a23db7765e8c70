"""Backup and restore: one archive with the database, the secrets and the originals of pictures."""

from mediaserver.ops.backup.archive import BackupReport, make_backup
from mediaserver.ops.backup.restoring import RestorePreview, inspect_backup, restore_backup
from mediaserver.ops.backup.snapshots import snapshot_before_migration

__all__ = [
    "BackupReport",
    "RestorePreview",
    "inspect_backup",
    "make_backup",
    "restore_backup",
    "snapshot_before_migration",
]
