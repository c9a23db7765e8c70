"""`manage.py backup`: one archive with everything that can't be made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from mediaserver.ops.backup import make_backup
from mediaserver.serve.refusing import refuse_clearly


class Command(BaseCommand):
    """Writes a backup while the server runs."""

    help = "Write one archive with the database, the secret key and the originals of pictures. The server may run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the options."""
        parser.add_argument(
            "--to", type=Path, help="file or folder (default: the folder backups in the data directory)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say where it is."""
        target: Path = options["to"] or Path(settings.DATA_DIR) / "backups"
        with refuse_clearly(self.stderr):
            if options["to"] is None:
                target.mkdir(parents=True, exist_ok=True, mode=0o700)
            report = make_backup(target)
        self.stdout.write(
            f"{report.path}\n{report.file_count} files, {report.size_bytes / 1e6:.1f} MB. "
            "It holds the server's secret key: keep it where only you can read it."
        )
