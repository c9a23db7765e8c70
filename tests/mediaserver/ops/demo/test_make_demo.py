from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def test_command_says_when_all_is_there(collection: Path) -> None:
    output = io.StringIO()
    call_command("make_demo", into=collection, quick=True, stdout=output)
    assert "The demo collection is there already." in output.getvalue()


def test_trouble_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "holiday.mov").write_text("mine")
    with pytest.raises(CommandError, match=r"^\S+ already holds other files\. Name an empty folder with --into\.$"):
        call_command("make_demo", into=tmp_path, quick=True, stdout=io.StringIO())
