"""The library app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Attaches the library to the program: job kinds, schedules, health checks."""

    name = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the ground floor calls back."""
        from importlib import import_module
        from importlib.util import find_spec

        for module in ("library.jobs", "library.schedules", "library.health"):
            if find_spec(module):
                import_module(module)
        _listen()


def _listen() -> None:
    """Attach what follows from events of the apps below."""
    from accounts.events import owner_made
    from library.access.receivers import show_everything

    owner_made.connect(show_everything, dispatch_uid="library.show_everything")
