"""An owner made by `createsuperuser` sees every library, future ones too."""

from __future__ import annotations

import pytest

from accounts.models import User
from library.access import visible_libraries
from library.models import Library


@pytest.mark.django_db
def test_owner_of_the_command_line_sees_what_comes_later() -> None:
    user = User.objects.create_superuser("Nora", "four quiet rivers")
    library = Library.objects.create(name="Films", kind="movies")

    assert list(visible_libraries(user.profiles.get())) == [library]
