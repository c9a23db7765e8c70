"""`manage.py prepare`: everything that must be up to date before the server starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mediaserver.serve import preflight
from mediaserver.serve.refusing import refuse_clearly


class Command(BaseCommand):
    """Checks the folders, migrates (after a snapshot), collects static files, writes what recurs."""

    help = (
        "Bring data directory, database and static files up to date. Safe to run again; `make run` does it by itself."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare, or say in one sentence why not."""
        with refuse_clearly(self.stderr):
            preflight.check_folders(settings.DATA_DIR, settings.RUN_DIR, settings.CACHE_DIR)
            from mediaserver.serve.preparing import collect_static, prepare_database, write_schedules

            prepare_database()
            collect_static()
            write_schedules()
