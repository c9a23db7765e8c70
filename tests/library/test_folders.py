"""The folder picker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from library.folders import FolderNotListed, guess_folder_kind, list_folder
from library.libraries import add_library
from library.naming import EpisodeClaim
from mediaserver.lib.paths import encode_path
from tests.factories.plain_users import as_plain_user, folder_open_to_all

pytestmark = pytest.mark.django_db


def test_only_folders_are_listed_in_order(tmp_path: Path) -> None:
    for name in ("beta", "Alpha", ".hidden", "@eaDir"):
        (tmp_path / name).mkdir()
    (tmp_path / "film.mkv").touch()
    view = list_folder(str(tmp_path))
    assert [entry.name for entry in view.entries] == ["Alpha", "beta"]
    assert view.parent == str(tmp_path.parent)
    assert view.free_bytes and view.free_bytes > 0
    assert (view.is_readable, view.is_remote) == (True, False)
    assert all(entry.is_readable and not entry.hint for entry in view.entries)


def test_names_that_are_no_text_can_be_gone_into(tmp_path: Path) -> None:
    os.mkdir(bytes(tmp_path) + b"/\xff\n")
    names = {entry.name: entry.path for entry in list_folder(str(tmp_path)).entries}
    odd = next(path for name, path in names.items() if "\ufffd" in name)
    assert odd == encode_path(bytes(tmp_path) + b"/\xff\n")
    assert list_folder(odd).entries == ()


def test_the_top_leaves_the_system_out() -> None:
    names = {entry.name for entry in list_folder("/").entries}
    assert not names & {"proc", "sys", "dev", "etc"}
    assert list_folder("/").parent is None


@pytest.mark.parametrize("path", ["relative", "/nowhere/at/all", "/dev/null", "/tmp/␛00"])
def test_what_is_no_folder_gets_a_sentence(path: str) -> None:
    with pytest.raises(FolderNotListed) as caught:
        list_folder(path)
    assert caught.value.message.endswith(".")


def test_closed_folder_is_marked_with_the_command_that_opens_it() -> None:
    with folder_open_to_all() as folder:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        with as_plain_user():
            entry = list_folder(str(folder)).entries[0]
            inside = list_folder(str(closed))
    assert not entry.is_readable and entry.hint.endswith(str(closed))
    assert not inside.is_readable and inside.hint.startswith("sudo setfacl") and inside.permission_sentence


def test_folders_of_libraries_are_marked(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    add_library("Films", "movies", [str(tmp_path / "films")])
    assert list_folder(str(tmp_path)).entries[0].library == "Films"


def test_guess_shows_how_files_would_be_named(tmp_path: Path) -> None:
    for number in range(1, 4):
        path = tmp_path / f"Series {number}" / "Season 1" / f"Series {number} S01E01.mkv"
        path.parent.mkdir(parents=True)
        path.touch()
    guess = guess_folder_kind(str(tmp_path))
    assert guess.kind == "series"
    assert len(guess.examples) == 3
    assert all(isinstance(claim, EpisodeClaim) for _path, claim in guess.examples)


def test_guess_of_an_empty_folder_is_no_kind(tmp_path: Path) -> None:
    assert guess_folder_kind(str(tmp_path)).kind == ""
