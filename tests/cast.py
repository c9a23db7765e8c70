"""The household as a fixture."""

from __future__ import annotations

import pytest

from tests.factories.people import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """An owner, a librarian, a member with two profiles, a child profile, a guest."""
    return make_cast()
