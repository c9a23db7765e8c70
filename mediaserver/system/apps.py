"""The system part of the project package."""

from django.apps import AppConfig


class SystemConfig(AppConfig):
    """Attaches mediaserver.system to the program."""

    name = "mediaserver.system"
    label = "system"
    default_auto_field = "django.db.models.BigAutoField"
