"""The demo opens by itself: an owner with a password of its own, a library for each folder, once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from library.models import Library

pytestmark = pytest.mark.django_db


def _open(media: Path) -> str:
    out = StringIO()
    call_command("open_demo", "--media", str(media), stdout=out)
    return out.getvalue()


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    folder = tmp_path / "media"
    for name in ("Films", "Series", "Music", "Photos"):
        (folder / name).mkdir(parents=True)
    return folder


def test_printed_password_signs_in(media: Path) -> None:
    password = _open(media).split()[-1]
    assert Client().login(username="demo", password=password)
    assert (media.parent / "data" / "demo-password").stat().st_mode & 0o077 == 0


def test_second_time_makes_nothing_new(media: Path) -> None:
    first = _open(media)
    assert _open(media) == first
    assert User.objects.count() == 1
    assert sorted(Library.objects.values_list("name", flat=True)) == ["Films", "Music", "Photos", "Series"]


def test_owned_server_keeps_its_owner(media: Path) -> None:
    User.objects.create_user("Nora", "four quiet rivers", role="owner")
    assert "password" not in _open(media)
    assert not User.objects.filter(username="demo").exists()
