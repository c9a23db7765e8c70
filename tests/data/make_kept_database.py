"""Make the kept database of this version: `python tests/data/make_kept_database.py`, once before each release.

A real server scans a small collection and somebody watches some of it; the database is kept as
`kept_databases/<version>.sqlite3.gz` with the counts of its tables beside it. A kept database of a past release is
never made again: tests/robustness/test_kept_databases.py migrates each of them to the present.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from mediaserver import VERSION  # noqa: E402
from tests.factories.media_clips import clip  # noqa: E402
from tests.robustness import media  # noqa: E402
from tests.robustness.grounds import Grounds, Guest, add_library, set_up, wait_idle  # noqa: E402

KEPT = ROOT / "tests" / "data" / "kept_databases"
PASSING = ("django_session", "django_migrations", "system_setting", "system_queuedtask", "system_healthissue")
"""Tables whose rows come and go by themselves."""


def main() -> None:
    """Make it."""
    with tempfile.TemporaryDirectory(prefix="hearth-kept-") as name:
        folder = Path(name)
        grounds = Grounds(folder, {"HEARTH_LOG_LEVEL": "WARNING"}, folder / "static")
        _live(grounds, folder)
        keep(grounds.data / "hearth.sqlite3", KEPT / VERSION)


def _live(grounds: Grounds, folder: Path) -> None:
    media.films(folder / "films", 6)
    media.photos(folder / "photos", 6)
    media.tracks(folder / "music", 4)
    episodes = folder / "series" / "Tidewatch (2022)" / "Season 01"
    episodes.mkdir(parents=True)
    for number in (1, 2):
        shutil.copyfile(clip("mp4"), episodes / f"Tidewatch - S01E0{number}.mp4")
    (folder / "films" / "broken (2000).mp4").write_bytes(b"no film")
    owner = grounds.serve()
    set_up(owner)
    for kind, name in (("movies", "films"), ("photos", "photos"), ("music", "music"), ("series", "series")):
        add_library(owner, kind, folder / name, name.capitalize())
    wait_idle(owner)
    _watch_some(owner)
    grounds.stop()


def _watch_some(owner: Guest) -> None:
    films = owner.api("items/?kind=movie")["results"]
    owner.api(f"items/{films[0]['id']}/watch-state/", {"is_watched": True}, method="PATCH")
    owner.api(f"items/{films[1]['id']}/watch-state/", {"is_favourite": True}, method="PATCH")
    playlist = owner.api("playlists/", {"name": "Sunday"})
    owner.api(f"playlists/{playlist['id']}/entries/", {"items": [film["id"] for film in films[:3]]})
    owner.api("users/", {"username": "Milo", "password": "lantern river 17 morning", "role": "member"})


def keep(database: Path, target: Path) -> None:
    """Write the database and its counts to `target`.sqlite3.gz and `target`.json, without sessions."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM django_session")
        connection.commit()
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
        counts = counts_of(connection)
    with database.open("rb") as source, gzip.GzipFile(f"{target}.sqlite3.gz", "wb", mtime=0) as packed:
        shutil.copyfileobj(source, packed)
    Path(f"{target}.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


def counts_of(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of every table that people's data is in."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [name for (name,) in connection.execute(query) if name not in PASSING and "library_search_" not in name]
    own = [name for name in names if name.startswith(("accounts_", "library_", "streaming_", "system_"))]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in own}


if __name__ == "__main__":
    main()
