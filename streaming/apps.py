"""The streaming app."""

from importlib import import_module

from django.apps import AppConfig


class StreamingConfig(AppConfig):
    """Attaches playing to the program."""

    name = "streaming"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what recurs."""
        import_module("streaming.schedules")
