"""/health and /ready: is the process alive, and can it serve? Open to anybody, so they say nothing else."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_migrated = False


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Alive: 200 {"status": "ok"}."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Ready: 200 when the database answers and is migrated, else 503; `checks` names what is not."""
    checks = {"database": _database_answers()}
    checks["migrations"] = checks["database"] and _is_migrated()
    fine = all(checks.values())
    return JsonResponse({"status": "ready" if fine else "not_ready", "checks": checks}, status=200 if fine else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _is_migrated() -> bool:
    """Whether nothing is pending; once true it stays so while the process lives."""
    global _migrated  # noqa: PLW0603  (remembered per process)
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
