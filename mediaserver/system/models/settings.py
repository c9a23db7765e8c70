"""What an administrator changes while the server runs."""

from __future__ import annotations

from typing import Any

from django.db import models


class Setting(models.Model):
    """One server-wide setting: a key and a JSON value. Never a command, a program's path or a folder of templates."""

    key = models.CharField(max_length=100, unique=True)
    value = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key

    @classmethod
    def read(cls, key: str, default: Any = None) -> Any:
        """Return the value, or `default` where it was never set."""
        row = cls.objects.filter(key=key).values_list("value", flat=True)[:1]
        return row[0] if row else default

    @classmethod
    def write(cls, key: str, value: Any) -> None:
        """Set the value; None takes it away."""
        if value is None:
            cls.objects.filter(key=key).delete()
            return
        cls.objects.update_or_create(key=key, defaults={"value": value})
