"""What recurs about playing."""

from __future__ import annotations

from mediaserver.system.schedules import Recurring, register_schedule

register_schedule(Recurring(name="end-silent-sessions", task="streaming.tasks.end_silent", minutes=5))
