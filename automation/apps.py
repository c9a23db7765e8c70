"""The automation app."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    """Attaches automation to the program."""

    name = "automation"
    default_auto_field = "django.db.models.BigAutoField"
