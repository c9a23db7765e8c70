"""Work that people see, done in short pieces under a lease.

    start_job ──▶ Job row (queued) ──▶ work_job task ──▶ carry_on: take the lease, piece, piece, … (5 s) ──▶ work_job …

A worker that dies leaves a lease that runs out after fifteen seconds; the sweep then queues the job again, and the
next worker goes on at `cursor`. Cancelling is looked for between pieces. Pieces are safe to run twice.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mediaserver.lib.errors import Conflict, HearthError
from mediaserver.lib.full_disk import disk_full_in
from mediaserver.system import events
from mediaserver.system.models import Job
from mediaserver.system.tasks import Priority, enqueue, work_job

log = logging.getLogger(__name__)

TURN_S = 5.0
REPORT_EVERY_S = 0.3


class JobLost(Exception):
    """Another worker holds the job, or it was cancelled: stop at once and write nothing more."""


@dataclass
class JobRun:
    """A job while a worker carries it: what a piece reads and reports.

    `cursor` is kept between pieces and across workers; change it in place. `result` is shown when the job has ended.
    """

    job: Job
    owner: str
    cursor: dict[str, Any]
    result: dict[str, Any]
    _reported_at: float = 0.0
    _rate_from: tuple[float, int] = field(default=(0.0, 0))

    @property
    def arguments(self) -> dict[str, Any]:
        """What the job was started with."""
        return dict(self.job.arguments)

    def report(
        self, *, phase: str | None = None, done: int | None = None, total: int | None = None, current: str | None = None
    ) -> None:
        """Show progress. Written and sent to browsers at most three times a second.

        Raises JobLost where the job was cancelled or taken over, so that long pieces stop too.
        """
        job = self.job
        if phase is not None and phase != job.phase:
            job.phase, self._reported_at = phase, 0.0
        job.done_count = job.done_count if done is None else done
        job.total_count = job.total_count if total is None else total
        job.current = job.current if current is None else current
        if time.monotonic() - self._reported_at >= REPORT_EVERY_S:
            self._measure_rate()
            self.save()

    def _measure_rate(self) -> None:
        now, (then, count) = time.monotonic(), self._rate_from
        if then and now - then >= 1.0:
            self.job.rate = max(0.0, (self.job.done_count - count) / (now - then))
        if not then or now - then >= 3.0 or self.job.done_count < count:
            self._rate_from = (now, self.job.done_count)

    def save(self) -> None:
        """Write progress and cursor and prolong the lease. Raises JobLost where the job is no longer ours."""
        self._reported_at = time.monotonic()
        job = self.job
        if not job.renew_lease(self.owner):
            raise JobLost
        changed = Job.objects.filter(pk=job.pk, lease_owner=self.owner, cancel_requested_at__isnull=True).update(
            phase=job.phase,
            done_count=job.done_count,
            total_count=job.total_count,
            current=job.current,
            rate=job.rate,
            cursor=self.cursor,
            result=self.result,
        )
        if not changed:
            raise JobLost
        announce(job)


@dataclass(frozen=True)
class JobKind:
    """A kind of job: `work` does one short piece (a second or two) and returns True when everything is done.

    `ended` is told how it ended, in the transaction that writes it.
    """

    name: str
    label: str | Promise
    work: Callable[[JobRun], bool]
    ended: Callable[[Job], None] | None = None


_kinds: dict[str, JobKind] = {}


def register_job_kind(kind: JobKind) -> None:
    """Make a kind of job known; called from an app's `ready()`."""
    _kinds[kind.name] = kind


def job_label(name: str) -> str:
    """The kind's name as people read it."""
    kind = _kinds.get(name)
    return str(kind.label) if kind else name


def start_job(
    kind: str,
    *,
    key: str,
    subject: str = "",
    subject_id: uuid.UUID | None = None,
    arguments: dict[str, Any] | None = None,
    created_by: uuid.UUID | None = None,
    priority: int = Priority.NORMAL,
) -> Job:
    """Want a job to be done, beginning after the present transaction has committed.

    Raises Conflict where one with this key waits or runs already; its id is in the details.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                key=key,
                subject=subject[:300],
                subject_id=subject_id,
                arguments=arguments or {},
                created_by=created_by,
                priority=priority,
            )
    except IntegrityError as error:
        active = Job.objects.active().filter(key=key).first()
        raise Conflict(_("This is being done already."), job=active.pid if active else None) from error
    enqueue(work_job, job.pk, key=f"job:{job.pk}", priority=priority)
    announce(job)
    return job


def carry_on(job_id: int) -> bool:
    """Work on a job for some seconds. Returns True where more is to be done."""
    owner = f"{os.getpid()}-{secrets.token_hex(6)}"
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not job.take_lease(owner):
        return False
    job.refresh_from_db()
    kind = _kinds.get(job.kind)
    if kind is None:
        _end(job, owner, Job.State.FAILED, error=f"Nothing here knows how to do {job.kind}.")
        return False
    if job.started_at is None:
        job.started_at = timezone.now()
        Job.objects.filter(pk=job.pk).update(started_at=job.started_at)
    return _turn(kind, JobRun(job=job, owner=owner, cursor=dict(job.cursor), result=dict(job.result)))


def _turn(kind: JobKind, run: JobRun) -> bool:
    """Do pieces until the turn is over. Errors end the job with a sentence; a crash of the worker does not."""
    until = time.monotonic() + TURN_S
    try:
        run.save()
        while time.monotonic() < until:
            finished = kind.work(run)
            run.save()
            if finished:
                _end(run.job, run.owner, Job.State.SUCCEEDED, kind=kind)
                return False
    except JobLost:
        _end_if_cancelled(kind, run)
        return False
    except HearthError as error:
        _end(run.job, run.owner, Job.State.FAILED, kind=kind, error=error.message)
        return False
    except Exception as error:
        log.exception("A job failed kind=%s job=%s", run.job.kind, run.job.pid)
        full = disk_full_in(error)
        sentence = full.message if full else f"{type(error).__name__}: {error}"
        _end(run.job, run.owner, Job.State.FAILED, kind=kind, error=sentence)
        return False
    Job.objects.filter(pk=run.job.pk, lease_owner=run.owner).update(lease_until=None, lease_owner="")
    return True


def _end_if_cancelled(kind: JobKind, run: JobRun) -> None:
    asked = Job.objects.filter(pk=run.job.pk, lease_owner=run.owner, cancel_requested_at__isnull=False).exists()
    if asked:
        _end(run.job, run.owner, Job.State.CANCELLED, kind=kind)


def _end(job: Job, owner: str, state: str, *, kind: JobKind | None = None, error: str = "") -> None:
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, lease_owner=owner, state=Job.State.RUNNING).update(
            state=state, finished_at=timezone.now(), lease_until=None, current="", error=error
        )
        if not changed:
            return
        job.refresh_from_db()
        if kind and kind.ended:
            kind.ended(job)
        announce(job)


def cancel_job(job: Job) -> bool:
    """Ask a job to stop; takes effect within a second. Returns False where it had ended already."""
    with transaction.atomic():
        asked = job.request_cancel()
        job.refresh_from_db()
        kind = _kinds.get(job.kind)
        if asked and job.state == Job.State.CANCELLED and kind and kind.ended:
            kind.ended(job)
        announce(job)
    return asked


def retry_job(job: Job) -> Job:
    """Start an ended job again with the same arguments."""
    return start_job(
        job.kind,
        key=job.key,
        subject=job.subject,
        subject_id=job.subject_id,
        arguments=job.arguments,
        created_by=job.created_by,
        priority=job.priority,
    )


def job_facts(job: Job) -> dict[str, Any]:
    """A job as pages, the API and events show it."""
    return {
        "id": job.pid,
        "kind": job.kind,
        "label": job_label(job.kind),
        "subject": job.subject,
        "subject_id": job.subject_id.hex if job.subject_id else None,
        "state": job.state,
        "phase": job.phase,
        "done": job.done_count,
        "total": job.total_count,
        "percent": job.percent,
        "current": job.current,
        "rate": round(job.rate, 1) if job.rate is not None else None,
        "seconds_left": job.seconds_left,
        "error": job.error,
        "result": job.result,
        "is_cancelling": bool(job.cancel_requested_at) and job.is_active,
        "created_at": job.created_at.isoformat(),
        "started_at": job.started_at.isoformat() if job.started_at else None,
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
    }


def announce(job: Job) -> None:
    """Tell librarians' browsers how the job stands."""
    events.publish(events.JOBS, "job.changed", **job_facts(job))
