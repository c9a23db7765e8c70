"""What `job_facts` gives, as the API declares it."""

from __future__ import annotations

from typing import Any, TypedDict

from mediaserver.system.models import Job


class JobAnswer(TypedDict):
    """A piece of work: how far it is, how it ended. Times are ISO 8601."""

    id: str
    kind: str
    label: str
    subject: str
    subject_id: str | None
    state: Job.State
    phase: str
    done: int
    total: int | None
    percent: int | None
    current: str
    rate: float | None
    seconds_left: int | None
    error: str
    result: dict[str, Any]
    is_cancelling: bool
    created_at: str
    started_at: str | None
    finished_at: str | None
