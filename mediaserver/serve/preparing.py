"""What is brought up to date before the server starts: database, static files, recurring tasks."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connections, router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_q.models import Schedule

from mediaserver.lib.errors import BadConfiguration
from mediaserver.system.schedules import Recurring, all_schedules

logger = logging.getLogger(__name__)

_STAMP = ".collected"


def prepare_database() -> bool:
    """Bring every database to this program's state, after a snapshot where there is something to lose.

    Returns whether anything was changed. Raises BadConfiguration where the data belongs to a newer program.
    """
    pending = {alias: executor for alias in connections if (executor := _pending(alias)) is not None}
    default = pending.get("default")
    if default is not None and default.loader.applied_migrations:
        from mediaserver.ops.backup import snapshot_before_migration

        snapshot_before_migration()
    for alias in pending:
        logger.info("Bringing the database up to date.", extra={"database": alias})
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    return bool(pending)


def _pending(alias: str) -> MigrationExecutor | None:
    """Return the executor of a database that needs migrations, None where it is up to date."""
    try:
        executor = MigrationExecutor(connections[alias])
    except OperationalError as error:
        raise BadConfiguration(
            f"The database does not answer ({str(error).strip().splitlines()[0]}): is it running, "
            "and is DATABASE_URL right?"
        ) from error
    _refuse_newer(executor)
    return executor if executor.migration_plan(executor.loader.graph.leaf_nodes()) else None


def _refuse_newer(executor: MigrationExecutor) -> None:
    own = {config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)}
    known = executor.loader.disk_migrations
    newer = sorted(
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in own and (app, name) not in known
    )
    if newer:
        raise BadConfiguration(
            f"The data in {settings.DATA_DIR} was last used by a newer Hearth (it knows {newer[0]}): "
            "update Hearth, or restore a backup made by this version with `manage.py restore`.",
            migrations=newer,
        )


def collect_static() -> bool:
    """Collect static files unless nothing has changed since the last time. Returns whether it did."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / _STAMP
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint:
        return False
    root.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    # A change of the set may have taken files away; what nobody refers to any more goes with them.
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint, encoding="ascii")
    return True


def _static_fingerprint() -> str:
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for line in sorted(_static_sources()):
        digest.update(line.encode(errors="surrogateescape"))
    return digest.hexdigest()


def _static_sources() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            yield f"{getattr(storage, 'prefix', '')}\0{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n"


def write_schedules() -> None:
    """Write what recurs for django-q2's scheduler; entries nobody registers any more go. A changed hour takes effect."""
    with transaction.atomic(using=router.db_for_write(Schedule)):
        _write_schedules()


def _write_schedules() -> None:
    registered = {entry.name: entry for entry in all_schedules()}
    Schedule.objects.exclude(name__in=registered).delete()
    kept = {row.name: row for row in Schedule.objects.all()}
    for name, entry in registered.items():
        wanted = _schedule_fields(entry)
        row = kept.get(name)
        if row is None:
            Schedule.objects.create(name=name, next_run=_first_run(entry), **wanted)
        elif any(getattr(row, field) != value for field, value in wanted.items()) or _has_other_hour(row, entry):
            Schedule.objects.filter(pk=row.pk).update(next_run=_first_run(entry), **wanted)


def _schedule_fields(entry: Recurring) -> dict[str, str | int | None]:
    kind = Schedule.DAILY if entry.daily_at else Schedule.MINUTES
    return {"func": entry.task, "schedule_type": kind, "minutes": entry.minutes or None, "repeats": -1}


def _has_other_hour(row: Schedule, entry: Recurring) -> bool:
    return bool(entry.daily_at) and timezone.localtime(row.next_run).time() != time.fromisoformat(entry.daily_at)


def _first_run(entry: Recurring) -> datetime:
    now = timezone.localtime()
    if not entry.daily_at:
        return now + timedelta(minutes=entry.minutes)
    at = datetime.combine(now.date(), time.fromisoformat(entry.daily_at), tzinfo=now.tzinfo)
    return at if at > now else at + timedelta(days=1)
