from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django_q.models import Schedule

from mediaserver.lib.errors import BadConfiguration
from mediaserver.serve import preparing
from mediaserver.system import schedules
from mediaserver.system.schedules import Recurring


@pytest.fixture
def static_root(tmp_path: Path) -> Path:
    return tmp_path / "static"


def test_static_files_are_collected_once_until_something_changes(static_root: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=static_root, STATICFILES_DIRS=[source], STATICFILES_FINDERS=finders):
        from django.contrib.staticfiles.finders import get_finder

        get_finder.cache_clear()
        try:
            assert preparing.collect_static()
            assert (static_root / "a.css").read_text() == "a {}"
            assert not preparing.collect_static()
            (source / "b.css").write_text("b {}")
            (source / "a.css").unlink()
            assert preparing.collect_static()
            assert (static_root / "b.css").exists()
            assert not (static_root / "a.css").exists()
        finally:
            get_finder.cache_clear()


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Recurring]:
    entries: dict[str, Recurring] = {}
    monkeypatch.setattr(schedules, "_entries", entries)
    return entries


def _register(*entries: Recurring) -> None:
    for entry in entries:
        schedules.register_schedule(entry)


@pytest.mark.django_db
def test_what_recurs_is_written_for_the_scheduler(registered: dict[str, Recurring]) -> None:
    _register(
        Recurring("nightly", "library.tasks.scan_all", daily_at="03:30"),
        Recurring("often", "library.tasks.look", minutes=5),
    )
    preparing.write_schedules()
    nightly, often = Schedule.objects.order_by("name")
    assert (nightly.func, nightly.schedule_type) == ("library.tasks.scan_all", Schedule.DAILY)
    at = timezone.localtime(nightly.next_run)
    assert (at.hour, at.minute) == (3, 30)
    assert timezone.now() < nightly.next_run <= timezone.now() + timedelta(days=1)
    assert (often.schedule_type, often.minutes, often.repeats) == (Schedule.MINUTES, 5, -1)


@pytest.mark.django_db
def test_next_run_is_kept_when_nothing_changed_and_moved_when_the_hour_did(registered: dict[str, Recurring]) -> None:
    _register(Recurring("often", "library.tasks.look", minutes=5), Recurring("gone", "library.tasks.gone", minutes=5))
    preparing.write_schedules()
    before = Schedule.objects.get(name="often").next_run
    registered.pop("gone")
    preparing.write_schedules()
    assert [row.next_run for row in Schedule.objects.all()] == [before]
    _register(Recurring("often", "library.tasks.look", daily_at="04:00"))
    preparing.write_schedules()
    assert timezone.localtime(Schedule.objects.get(name="often").next_run).hour == 4


@pytest.mark.django_db
def test_up_to_date_database_is_left_alone() -> None:
    assert preparing.prepare_database() is False


@pytest.mark.django_db
def test_data_of_a_newer_program_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('library', '9999_from_the_future', %s)",
            [timezone.now()],
        )
    with pytest.raises(BadConfiguration, match=r"newer Hearth .*library\.9999_from_the_future"):
        preparing.prepare_database()
