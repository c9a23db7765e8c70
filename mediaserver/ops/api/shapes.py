"""What the API answers about the server itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from mediaserver.system.models import HealthIssue, Job


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


class JobPage(TypedDict):
    """One page of jobs."""

    results: list[JobAnswer]
    next_cursor: str | None


class HealthIssueAnswer(TypedDict):
    """A present trouble: what is wrong, why it matters, and what mends it."""

    key: str
    severity: HealthIssue.Severity
    what: str
    why: str
    remedy: str
    command: str
    link: str
    since_at: datetime
    seen_at: datetime


class StatusAnswer(TypedDict):
    """Which server this is."""

    name: str
    version: str
    language: str
