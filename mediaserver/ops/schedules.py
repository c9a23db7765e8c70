"""What recurs about running the server."""

from __future__ import annotations

from mediaserver.system.schedules import Recurring, register_schedule

register_schedule(Recurring(name="check-health", task="mediaserver.ops.tasks.check_health", minutes=10))
register_schedule(Recurring(name="sweep-caches", task="mediaserver.ops.tasks.sweep_caches", daily_at="04:10"))
