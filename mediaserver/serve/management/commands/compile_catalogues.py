"""`manage.py compile_catalogues`: the translations as the program reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediaserver.lib.message_catalogue import CatalogueError, compile_catalogue


class Command(BaseCommand):
    """Compiles every `.po` file below `locale/`, or checks that the compiled ones are current."""

    help = "Compile the message catalogues without system gettext; the results are part of the repository."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--check`."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail where one is not current")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compile or check."""
        stale = []
        for source in sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")):
            try:
                compiled = compile_catalogue(source.read_text(encoding="utf-8"))
            except CatalogueError as error:
                raise CommandError(f"{source}: {error}") from error
            target = source.with_suffix(".mo")
            if target.exists() and target.read_bytes() == compiled:
                continue
            stale.append(str(source.relative_to(settings.BASE_DIR)))
            if not options["check"]:
                target.write_bytes(compiled)
        if stale and options["check"]:
            raise CommandError(f"Run `manage.py compile_catalogues`: {', '.join(stale)} changed.")
        self.stdout.write(f"Compiled: {', '.join(stale)}" if stale else "All catalogues are current.")
