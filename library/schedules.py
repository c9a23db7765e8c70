"""What recurs in the library."""

from __future__ import annotations

from mediaserver.system.schedules import Recurring, register_schedule

register_schedule(Recurring("compare-all-libraries", "library.tasks.compare_all_libraries", daily_at="03:30"))
register_schedule(Recurring("look-at-unwatched-libraries", "library.tasks.look_at_unwatched_libraries", minutes=60))
register_schedule(Recurring("look-for-roots", "library.tasks.look_for_roots", minutes=5))
