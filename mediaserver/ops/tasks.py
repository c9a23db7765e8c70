"""Work of the queue about running the server."""

from __future__ import annotations

from mediaserver.ops.housekeeping import forget_expired_answers, forget_old_jobs, forget_unused_pictures
from mediaserver.system.health import run_checks


def check_health() -> None:
    """Run all health checks."""
    run_checks()


def sweep_caches() -> None:
    """Throw away what can be made again and is not needed any more."""
    forget_expired_answers()
    forget_old_jobs()
    forget_unused_pictures()
