"""The ops part of the project package."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Attaches mediaserver.ops to the program."""

    name = "mediaserver.ops"
    label = "ops"
    default_auto_field = "django.db.models.BigAutoField"
