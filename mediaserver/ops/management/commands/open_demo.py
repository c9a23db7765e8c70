"""`manage.py open_demo`: an owner and libraries for the demo collection, once."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts import first_run
from accounts.models import Role, User
from library.access import give_all_libraries
from library.libraries import add_library
from library.models import Library, LibraryKind
from mediaserver.lib.paths import write_beside

NAME = "demo"
FOLDERS = (
    ("Films", LibraryKind.MOVIES),
    ("Series", LibraryKind.SERIES),
    ("Music", LibraryKind.MUSIC),
    ("Photos", LibraryKind.PHOTOS),
)
WORDS = ("ember", "harbour", "orchard", "lantern", "kestrel", "meridian", "foxglove", "viaduct", "saltwater", "lamp")


class Command(BaseCommand):
    """Makes an account with a password of its own and a library for each folder of the collection."""

    help = "Make the demo's owner and libraries where there are none yet, and print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the options."""
        parser.add_argument("--media", type=Path, required=True, help="the folder that make_demo filled")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing; say how to sign in."""
        note = Path(settings.DATA_DIR) / "demo-password"
        if first_run.is_needed():
            password = "-".join([*(secrets.choice(WORDS) for _word in range(2)), str(secrets.randbelow(9000) + 1000)])
            self._make_owner(password)
            write_beside(note, password.encode(), mode=0o600)
        self._add_libraries(options["media"])
        if note.exists():
            self.stdout.write(f"Sign in as {NAME} with the password {note.read_text(encoding='ascii')}")

    @transaction.atomic
    def _make_owner(self, password: str) -> None:
        user = User.objects.create_user(NAME, password, role=Role.OWNER)
        give_all_libraries(user.profiles.get())
        first_run.forget_code()

    def _add_libraries(self, media: Path) -> None:
        for folder, kind in FOLDERS:
            path = (media / folder).resolve()
            if path.is_dir() and not Library.objects.filter(name=folder).exists():
                add_library(folder, kind, [str(path)])
