"""`manage.py doctor`: every verdict, good and bad, with what mends it, and the exit code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from mediaserver.ops.doctor import Verdict, examine
from mediaserver.ops.doctor.verdicts import Mark
from tests.factories import catalogue as make
from tests.factories.plain_users import as_plain_user, folder_open_to_all
from tests.robustness.full_disks import small_disk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sound(settings: Any, tmp_path: Path) -> Iterator[None]:
    """An installation with nothing to mend."""
    settings.DATA_DIR = tmp_path / "data"
    settings.CACHE_DIR = settings.DATA_DIR / "cache"
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    settings.STATIC_ROOT.mkdir(parents=True)
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    (settings.DATA_DIR / "secret_key").write_text("x" * 50)
    (settings.DATA_DIR / "secret_key").chmod(0o600)
    yield


def verdicts(name: str) -> list[Verdict]:
    return [verdict for verdict in examine() if verdict.name.startswith(name)]


def only(name: str) -> Verdict:
    (verdict,) = verdicts(name)
    return verdict


def run() -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out, no_color=True)
    except SystemExit as ending:
        return int(ending.code or 0), out.getvalue()
    return 0, out.getvalue()


def bad_names() -> set[str]:
    return {verdict.name for verdict in examine() if verdict.mark is Mark.BAD}


@pytest.fixture
def nothing_else_is_bad() -> Iterator[None]:
    """SQLite in memory has no journal; that one verdict is the test's own."""
    assert bad_names() <= {"SQLite"}
    yield


def test_sound_installation_has_good_verdicts(nothing_else_is_bad: None) -> None:
    for name in ("Python", "Data directory", "Disk space", "Secret key", "Database", "Migrations", "FFmpeg encoders",
                 "FFmpeg filters", "Static files"):  # fmt: skip
        assert all(verdict.mark is not Mark.BAD for verdict in verdicts(name)), name
        assert verdicts(name), name
    assert verdicts("Media processes: ")


def test_exit_code_and_closing_line_follow_the_verdicts(settings: Any) -> None:
    count = len(bad_names())
    (settings.DATA_DIR / "secret_key").chmod(0o644)
    code, text = run()
    assert code == 1
    assert text.splitlines()[-1] == f"{count + 1} to mend."
    assert " BAD  Secret key: " in text
    assert f"      mend: chmod 600 {settings.DATA_DIR / 'secret_key'}" in text


def test_secret_from_the_environment_is_fine(settings: Any) -> None:
    (settings.DATA_DIR / "secret_key").unlink()
    assert only("Secret key").mark is Mark.GOOD


def test_data_directory_that_may_not_be_written_to(settings: Any) -> None:
    with folder_open_to_all() as folder, as_plain_user():
        settings.DATA_DIR = folder
        verdict = only("Data directory")
    assert verdict.mark is Mark.BAD
    assert verdict.mend.startswith("sudo chown -R ")


def test_data_directory_that_is_not_there(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "nothing"
    assert only("Data directory").mark is Mark.BAD


@pytest.mark.parametrize(("size_kb", "mark"), [(100_000, Mark.BAD), (1_000_000, Mark.NOTE), (3_000_000, Mark.GOOD)])
def test_disk_space(settings: Any, tmp_path: Path, size_kb: int, mark: Mark) -> None:
    with small_disk(tmp_path / "disk", size_kb=size_kb) as disk:
        settings.DATA_DIR = disk
        assert only("Disk space").mark is mark


def test_missing_migration_is_bad(nothing_else_is_bad: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'library' AND name LIKE '0003%'")
    verdict = only("Migrations")
    assert (verdict.mark, verdict.words) == (Mark.BAD, "1 are not applied.")
    assert "make run" in verdict.mend


def test_redis_that_does_not_answer_is_bad(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert only("Redis").mark is Mark.BAD


def test_ffmpeg_that_is_not_there_is_bad(settings: Any) -> None:
    settings.FFMPEG_PATH = "/nothing/ffmpeg"
    verdict = only("FFmpeg")
    assert verdict.mark is Mark.BAD
    assert "/nothing/ffmpeg" in verdict.words


def test_ffmpeg_that_can_do_little_is_a_note(settings: Any, tmp_path: Path) -> None:
    poor = tmp_path / "ffmpeg"
    poor.write_text("#!/bin/sh\necho 'ffmpeg version 8.1.2 Copyright'\n")
    poor.chmod(0o755)
    settings.FFMPEG_PATH = str(poor)
    assert [verdict.mark for verdict in verdicts("FFmpeg")] == [Mark.GOOD, Mark.NOTE, Mark.NOTE]
    assert "libx264" in only("FFmpeg encoders").words


def test_library_whose_folder_is_away_is_bad() -> None:
    make.make_file(make.make_library("movies", "Films"))
    verdict = only("Library Films")
    assert verdict.mark is Mark.BAD
    assert verdict.words.startswith("/media/")


def test_library_whose_folder_is_there_is_good(tmp_path: Path) -> None:
    library = make.make_library("movies", "Films")
    make.make_file(library)
    library.roots.update(path=str(tmp_path))
    assert only("Library Films").mark is Mark.GOOD


def test_uncollected_static_files_are_bad(settings: Any) -> None:
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert only("Static files").mark is Mark.BAD


def test_examining_changes_nothing(settings: Any) -> None:
    before = sorted(path for path in settings.DATA_DIR.rglob("*"))
    list(examine())
    assert sorted(path for path in settings.DATA_DIR.rglob("*")) == before
