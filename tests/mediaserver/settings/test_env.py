"""Reading the environment: typed, secrets from files, and a wrong value stops the start with one sentence."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mediaserver.settings import env, secret_key


@pytest.mark.parametrize(("raw", "expected"), [("yes", True), ("1", True), ("ON", True), ("no", False), ("", False)])
def test_flags_are_yes_or_no(monkeypatch: pytest.MonkeyPatch, raw: str, expected: bool) -> None:
    monkeypatch.setenv("A_FLAG", raw)

    assert env.flag("A_FLAG") is expected


@pytest.mark.parametrize(
    "read",
    [lambda: env.flag("A"), lambda: env.integer("A", 1, least=1, most=9), lambda: env.database("A", Path("x"))],
    ids=["flag", "number", "database"],
)
def test_wrong_value_names_the_variable(monkeypatch: pytest.MonkeyPatch, read: object) -> None:
    monkeypatch.setenv("A", "mysql://perhaps")

    with pytest.raises(ImproperlyConfigured, match=r"^A\b"):
        read()  # type: ignore[operator]


@pytest.mark.parametrize("raw", ["0", "10", "-1"])
def test_number_outside_its_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("A", raw)

    with pytest.raises(ImproperlyConfigured, match="between 1 and 9"):
        env.integer("A", 5, least=1, most=9)


def test_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden\n")
    monkeypatch.setenv("A_FILE", str(tmp_path / "secret"))
    assert env.text("A") == "hidden"

    monkeypatch.setenv("A_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ImproperlyConfigured, match="A_FILE"):
        env.text("A")


def test_words_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", " one, ,two ")

    assert env.words("A") == ["one", "two"]


def test_address_of_a_database_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "postgresql://us%40er:p%2Fw@db.lan:5433/hearth?sslmode=require")

    entry = env.database("A", Path("x"))

    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == (
        "us@er", "p/w", "db.lan", "5433", "hearth",
    )  # fmt: skip
    assert entry["OPTIONS"]["sslmode"] == "require"


def test_sqlite_takes_its_lock_at_the_start_of_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A", raising=False)

    entry = env.database("A", Path("/data/hearth.sqlite3"))

    assert (entry["NAME"], entry["OPTIONS"]["transaction_mode"]) == ("/data/hearth.sqlite3", "IMMEDIATE")


@pytest.fixture
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key in the environment."""
    monkeypatch.delenv("HEARTH_SECRET_KEY", raising=False)


def test_key_is_made_once_and_only_for_its_owner(no_key: None, tmp_path: Path) -> None:
    first = secret_key.load_or_create(tmp_path / "data")
    path = tmp_path / "data" / secret_key.FILE_NAME

    assert len(first) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_key.load_or_create(tmp_path / "data") == first
    assert secret_key.load_or_create(tmp_path / "other") != first


def test_several_first_starts_end_with_one_key(no_key: None, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _turn: secret_key.load_or_create(tmp_path), range(16)))

    assert len(keys) == 1


def test_open_mode_is_mended(no_key: None, tmp_path: Path) -> None:
    secret_key.load_or_create(tmp_path)
    path = tmp_path / secret_key.FILE_NAME
    path.chmod(0o644)

    secret_key.load_or_create(tmp_path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_broken_key_stops_the_start(no_key: None, tmp_path: Path) -> None:
    (tmp_path / secret_key.FILE_NAME).write_text("short")

    with pytest.raises(ImproperlyConfigured, match="no usable key"):
        secret_key.load_or_create(tmp_path)


def test_short_key_of_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEARTH_SECRET_KEY", "short")

    with pytest.raises(ImproperlyConfigured, match="32 characters"):
        secret_key.load_or_create(tmp_path)
