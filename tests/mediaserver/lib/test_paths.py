"""Paths: any bytes go into the database and come back; nothing leads out of a root."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediaserver.lib.errors import NotAllowed, NotFound
from mediaserver.lib.paths import (
    contains,
    decode_path,
    display_path,
    encode_path,
    open_inside,
    path_hash,
    resolve_inside,
    write_beside,
)


@given(st.binary(max_size=300))
def test_every_name_comes_back_as_it_was(raw: bytes) -> None:
    text = encode_path(raw)

    assert decode_path(text) == raw
    text.encode("utf-8")
    assert not any(ord(char) < 0x20 or ord(char) == 0x7F for char in text)


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_different_names_stay_different(first: bytes, second: bytes) -> None:
    assert (encode_path(first) == encode_path(second)) == (first == second)
    assert (path_hash(first) == path_hash(second)) == (first == second)


@given(st.text(max_size=200))
def test_any_text_is_decoded_to_something(text: str) -> None:
    try:
        decode_path(text)
    except UnicodeEncodeError:
        assert any("\ud800" <= char <= "\udfff" for char in text)


def test_readable_names_stay_readable() -> None:
    assert encode_path("Das Boot – Ümlaut 日本.mkv".encode()) == "Das Boot – Ümlaut 日本.mkv"
    assert display_path(encode_path(b"caf\xe9.mkv")) == "caf\ufffd.mkv"


def test_sibling_with_the_same_beginning_is_not_inside() -> None:
    assert contains(b"/data", b"/data/film")
    assert contains(b"/data", b"/data")
    assert contains(b"/", b"/data")
    assert not contains(b"/data", b"/data-x")
    assert not contains(b"/data", b"/dat")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with a file, a sibling that begins alike, and links that lead in, out and in a circle."""
    root, outside = tmp_path / "root", tmp_path / "root-x"
    (root / "in").mkdir(parents=True)
    outside.mkdir()
    (root / "in" / "film.mkv").write_bytes(b"film")
    (outside / "secret").write_bytes(b"secret")
    (root / "good").symlink_to(root / "in" / "film.mkv")
    (root / "bad").symlink_to(outside / "secret")
    (root / "bad-folder").symlink_to(outside)
    (root / "circle").symlink_to(root / "circle")
    os.mkfifo(root / "pipe")
    return root


def _read(root: Path, relative: bytes) -> bytes:
    descriptor = open_inside(os.fsencode(root), relative)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()


def test_file_inside_is_opened_also_through_a_link(root: Path) -> None:
    assert _read(root, b"in/film.mkv") == _read(root, b"good") == b"film"


@pytest.mark.parametrize(
    "relative",
    [b"../root-x/secret", b"in/../../root-x/secret", b"/etc/passwd", b"bad", b"bad-folder/secret", b"in/film.mkv\0.txt",
     b"..", b"in/..", b"../root/in/film.mkv"],
)  # fmt: skip
def test_nothing_leads_out(root: Path, relative: bytes) -> None:
    with pytest.raises(NotAllowed):
        resolve_inside(os.fsencode(root), relative)


@pytest.mark.parametrize("relative", [b"nothing", b"in/film.mkv/more", b"circle", b"x" * 5000, b"a/" * 3000])
def test_what_is_not_there_is_not_found(root: Path, relative: bytes) -> None:
    with pytest.raises(NotFound):
        resolve_inside(os.fsencode(root), relative)


@pytest.mark.parametrize("relative", [b"in", b"pipe", b""])
def test_only_ordinary_files_are_opened(root: Path, relative: bytes) -> None:
    with pytest.raises(NotFound):
        open_inside(os.fsencode(root), relative)


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.json"
    write_beside(target, b"old")
    write_beside(target, b"new", mode=0o600)

    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["a.json"]
