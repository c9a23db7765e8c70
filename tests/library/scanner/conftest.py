"""What scanner tests share: a viewer, and a way to be refused by folders even as root."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from accounts.models import Profile, User


@pytest.fixture
def viewer(db: None) -> Profile:
    """A profile of an owner."""
    user = User.objects.create_user("olga", password="a long enough one")
    return user.profiles.first() or Profile.objects.create(user=user, name="Olga")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder below which other users get through (pytest's own is closed to them)."""
    with tempfile.TemporaryDirectory(prefix="hearth-scan-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def as_plain_user() -> Iterator[None]:
    """Lose root's right to read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
