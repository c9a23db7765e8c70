"""Regular clean-ups: one module each."""

from mediaserver.ops.housekeeping.expired_answers import forget_expired_answers
from mediaserver.ops.housekeeping.old_jobs import forget_old_jobs
from mediaserver.ops.housekeeping.unused_pictures import forget_unused_pictures

__all__ = ["forget_expired_answers", "forget_old_jobs", "forget_unused_pictures"]
