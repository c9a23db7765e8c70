"""The library app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Attaches library to the program."""

    name = "library"
    default_auto_field = "django.db.models.BigAutoField"
