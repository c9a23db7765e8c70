"""The ops part of the project package."""

from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Attaches mediaserver.ops to the program."""

    name = "mediaserver.ops"
    label = "ops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register health checks and what recurs."""
        for module in ("mediaserver.ops.health", "mediaserver.ops.schedules"):
            import_module(module)
