"""The serve part of the project package."""

from django.apps import AppConfig


class ServeConfig(AppConfig):
    """Attaches mediaserver.serve to the program."""

    name = "mediaserver.serve"
    label = "serve"
    default_auto_field = "django.db.models.BigAutoField"
