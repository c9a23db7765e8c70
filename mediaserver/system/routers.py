"""Which database a table lives in."""

from __future__ import annotations

from typing import Any

from django.db import models

QUEUE_APP = "django_q"
QUEUE_ALIAS = "queue"


class QueueRouter:
    """On SQLite all tables of the queue live in a file of their own, so that it never waits for a scan's transaction."""

    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str | None:
        """Read the queue's tables from its own file."""
        return QUEUE_ALIAS if model._meta.app_label == QUEUE_APP else None

    def db_for_write(self, model: type[models.Model], **_hints: Any) -> str | None:
        """Write the queue's tables to its own file."""
        return QUEUE_ALIAS if model._meta.app_label == QUEUE_APP else None

    def allow_relation(self, first: models.Model, second: models.Model, **_hints: Any) -> bool | None:
        """Refuse relations between the two files."""
        apps = {first._meta.app_label, second._meta.app_label}
        return None if QUEUE_APP not in apps else apps == {QUEUE_APP}

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool | None:
        """Keep the queue's tables out of the main database and all others out of the queue's file."""
        if app_label == QUEUE_APP:
            return db == QUEUE_ALIAS
        return False if db == QUEUE_ALIAS else None
