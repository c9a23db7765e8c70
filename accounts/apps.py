"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Attaches accounts to the program."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
