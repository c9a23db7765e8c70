"""Where each profile stands: positions, what is seen, what comes next."""

from library.watch_state.continuing import begun, continue_watching, next_in, next_up
from library.watch_state.leaves import leaves_of
from library.watch_state.parts import part_at, place_in_version
from library.watch_state.recording import (
    hide_from_continue,
    mark_unwatched,
    mark_watched,
    record_progress,
    resume_offered,
    set_favourite,
    set_rating,
)
from library.watch_state.thresholds import counts_as_watched, left_ms, progress_percent, resume_is_offered

__all__ = [
    "begun",
    "continue_watching",
    "counts_as_watched",
    "hide_from_continue",
    "leaves_of",
    "left_ms",
    "mark_unwatched",
    "mark_watched",
    "next_in",
    "next_up",
    "part_at",
    "place_in_version",
    "progress_percent",
    "record_progress",
    "resume_is_offered",
    "resume_offered",
    "set_favourite",
    "set_rating",
]
