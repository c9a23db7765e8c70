"""`manage.py doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from mediaserver.ops.doctor import examine
from mediaserver.ops.doctor.verdicts import Mark


class Command(BaseCommand):
    """Examines the installation and changes nothing."""

    help = "Examine paths, permissions, FFmpeg, database and limits; say what is wrong and how to mend it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per verdict; end with 1 where something is bad."""
        bad_count = 0
        for verdict in examine():
            bad_count += verdict.mark is Mark.BAD
            style = {Mark.BAD: self.style.ERROR, Mark.NOTE: self.style.WARNING}.get(verdict.mark, self.style.SUCCESS)
            self.stdout.write(f"{style(verdict.mark.value.rjust(4))}  {verdict.name}: {verdict.words}")
            if verdict.mend:
                self.stdout.write(f"      mend: {verdict.mend}")
        self.stdout.write("")
        self.stdout.write("Nothing is wrong." if not bad_count else f"{bad_count} to mend.")
        if bad_count:
            sys.exit(1)
