"""What scanner tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import Profile, User
from tests.factories.plain_users import folder_open_to_all


@pytest.fixture
def viewer(db: None) -> Profile:
    """A profile of an owner."""
    user = User.objects.create_user("olga", password="a long enough one")
    return user.profiles.first() or Profile.objects.create(user=user, name="Olga")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may go through."""
    with folder_open_to_all() as folder:
        yield folder
