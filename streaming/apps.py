"""The streaming app."""

from django.apps import AppConfig


class StreamingConfig(AppConfig):
    """Attaches streaming to the program."""

    name = "streaming"
    default_auto_field = "django.db.models.BigAutoField"
