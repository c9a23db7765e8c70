"""What the API answers about the server itself."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from mediaserver.system.job_answer import JobAnswer
from mediaserver.system.models import HealthIssue


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
