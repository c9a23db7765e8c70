"""`manage.py serve`: the server, all of it, in one terminal."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from mediaserver.serve import listening, preflight
from mediaserver.serve.becoming import run_apart
from mediaserver.serve.children import standing_children
from mediaserver.serve.leaving_out import leave_out_unused_libraries, use_one_heap
from mediaserver.serve.refusing import refuse_clearly
from mediaserver.serve.supervisor import Supervisor


class Command(BaseCommand):
    """Starts the supervisor. Stops on Ctrl-C and SIGTERM."""

    help = "Run Hearth: web, worker and file watcher under one supervisor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--only` and `--prepare`."""
        parser.add_argument("--only", default="", help="comma-separated kinds to run here: web,worker,watcher")
        parser.add_argument("--prepare", action="store_true", help="first do what `manage.py prepare` does")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, listen, and serve until told to stop."""
        with refuse_clearly(self.stderr):
            only = [name.strip() for name in options["only"].split(",") if name.strip()]
            standing = standing_children(only)
            preflight.check_folders(settings.DATA_DIR, settings.RUN_DIR, settings.CACHE_DIR)
            lock = preflight.lock_data(settings.DATA_DIR, is_whole_server=not only)
            has_web = any(kind.name == "web" for _name, kind in standing)
            listener = listening.open_listener(settings.BIND_ADDRESS, settings.PORT) if has_web else None
        if options["prepare"]:
            run_apart(lambda: call_command("prepare", stderr=self.stderr))
        leave_out_unused_libraries()
        use_one_heap()
        supervisor = Supervisor(standing, listener, settings.RUN_DIR)
        supervisor.run(
            close_in_child=[lock] if lock is not None else [],
            when_listening=lambda: self._announce(has_web),
        )

    def _announce(self, has_web: bool) -> None:
        from accounts.first_run import console_lines

        lines = [f"Hearth is running (process {os.getppid()}). Stop it with Ctrl-C."]
        if has_web:
            lines += [f"  {address}" for address in listening.typed_addresses(settings.BIND_ADDRESS, settings.PORT)]
        lines += console_lines()
        self.stdout.write("\n".join(lines) + "\n")
