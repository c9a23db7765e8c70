"""`manage.py restore FILE`: put a backup back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from mediaserver.ops.backup import inspect_backup, restore_backup
from mediaserver.serve.preflight import lock_data
from mediaserver.serve.refusing import refuse_clearly


class Command(BaseCommand):
    """Puts a backup back; what was there is kept beside."""

    help = "Put a backup back. Stop the server first; what is there now is kept in a folder beside."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the options."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do it; without this, only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show what the backup holds, and with --yes restore it and migrate forward."""
        with refuse_clearly(self.stderr):
            preview = inspect_backup(options["file"])
            self.stdout.write(
                f"Backup of {preview.made_at} by Hearth {preview.version}: {preview.database}, "
                f"{preview.file_count} files, {preview.size_bytes / 1e6:.1f} MB."
            )
            if not options["yes"]:
                self.stdout.write("Nothing was changed. To put it back: the same command with --yes.")
                return
            lock = lock_data(Path(settings.DATA_DIR), is_whole_server=True)
            try:
                kept = restore_backup(options["file"])
                call_command("migrate", verbosity=0, interactive=False)
            finally:
                if lock is not None:
                    os.close(lock)
        self.stdout.write(f"Restored. What was there before is kept in {kept}.")
