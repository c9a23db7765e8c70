"""`manage.py reindex_search`: write the full-text index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from library.search import rebuild


class Command(BaseCommand):
    """Writes the full-text index anew, for example after rows were changed by hand in the database."""

    help = "Write the search index anew from the catalogue."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild in one transaction, so that searching goes on meanwhile."""
        with transaction.atomic():
            count = rebuild()
        self.stdout.write(f"Items in the search index: {count}")
