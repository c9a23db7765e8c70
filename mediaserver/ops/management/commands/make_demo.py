"""`manage.py make_demo`: makes the demo collection."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from mediaserver.lib.errors import HearthError


class Command(BaseCommand):
    """Makes films, series, music and photos to look around with; makes only what is missing."""

    help = "Makes the demo collection: films, series, music and photos, all invented. What is there already stays."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and how large."""
        parser.add_argument("--into", type=Path, required=True, help="folder for the collection, empty or made before")
        parser.add_argument("--quick", action="store_true", help="short and small files, for tests")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the collection and say how far it is."""
        from mediaserver.ops.demo import make_collection  # numpy and Pillow only when they are needed

        before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: nothing half done stays
        into: Path = options["into"].resolve()
        started_s = time.monotonic()
        self.stdout.write(_("Making the demo collection in {folder}. This happens once.").format(folder=into))
        try:
            made = make_collection(into, quick=options["quick"], report=self._say)
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. Start again, and it goes on where it was."), returncode=130) from None
        except HearthError as error:
            raise CommandError(error.message) from error
        finally:
            signal.signal(signal.SIGTERM, before)
        if made:
            took_s = time.monotonic() - started_s
            self.stdout.write(_("The demo collection is ready after {seconds} seconds.").format(seconds=round(took_s)))
        else:
            self.stdout.write(_("The demo collection is there already."))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
