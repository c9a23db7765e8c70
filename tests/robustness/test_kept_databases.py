"""The database of every past release is brought to the present: no row is lost, and its pages open."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mediaserver import VERSION
from tests.robustness.fixtures import MakeGrounds
from tests.robustness.grounds import ON_POSTGRESQL, OWNER

KEPT = Path(__file__).resolve().parents[1] / "data" / "kept_databases"
RELEASES = sorted(path.name.removesuffix(".sqlite3.gz") for path in KEPT.glob("*.sqlite3.gz"))

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="kept databases are files of SQLite")


def test_this_release_has_its_kept_database() -> None:
    assert VERSION in RELEASES


@pytest.mark.parametrize("release", RELEASES)
def test_kept_database_is_brought_to_the_present(make_grounds: MakeGrounds, release: str) -> None:
    grounds = make_grounds(like=None)
    grounds.data.mkdir()
    file = grounds.data / "hearth.sqlite3"
    with gzip.open(KEPT / f"{release}.sqlite3.gz") as packed, file.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    ended = grounds.manage("prepare")
    assert ended.returncode == 0, ended.stderr
    pending = grounds.manage("migrate", "--check")
    assert pending.returncode == 0, pending.stdout

    expected = json.loads((KEPT / f"{release}.json").read_text())
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in expected.keys() & tables:
            assert connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] >= expected[table], table
    assert not expected.keys() - tables, "a table is gone: say here where its rows went"

    owner = grounds.serve()
    owner.sign_in(OWNER)
    for kind in ("movie", "series", "album", "photo"):
        rows = owner.api(f"items/?kind={kind}")["results"]
        assert rows, kind
        assert owner.get(f"/app/items/{rows[0]['id']}/")
    assert owner.get("/app/")
    assert owner.get("/app/settings/skipped/")
    grounds.stop()
    assert "Traceback" not in grounds.console, grounds.console


def test_migrating_a_database_in_use_keeps_a_snapshot_first(make_grounds: MakeGrounds) -> None:
    """Taken back by one migration, as after an upgrade; then started again."""
    grounds = make_grounds()
    back = grounds.manage("migrate", "library", "0002_search_index")
    assert back.returncode == 0, back.stderr
    assert not (grounds.data / "snapshots").exists()
    assert grounds.manage("prepare").returncode == 0
    (snapshot,) = (grounds.data / "snapshots").iterdir()
    assert "-before-library-0003_" in snapshot.name
    assert snapshot.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(snapshot / "database.sqlite3")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        applied = {row[0] for row in connection.execute("SELECT name FROM django_migrations WHERE app = 'library'")}
    assert "0002_search_index" in applied
    assert not any(name.startswith("0003") for name in applied)
    assert grounds.manage("prepare").returncode == 0
    assert len(list((grounds.data / "snapshots").iterdir())) == 1
