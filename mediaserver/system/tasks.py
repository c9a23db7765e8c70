"""The queue: `enqueue` writes what is wanted, `run_next` does it, `sweep` finds what was lost.

The row (`QueuedTask`, `Job`) is the truth; django-q2 carries nothing but "there is something to do". So a task is
never queued twice, priorities hold, and a queue that loses its messages loses no work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from enum import IntEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from mediaserver.lib import wakeup
from mediaserver.system.models import Job, QueuedTask
from mediaserver.system.models.jobs import LEASE

log = logging.getLogger(__name__)

HAND_OVER_AGAIN = timedelta(seconds=20)
TAKEN_TOO_LONG = timedelta(seconds=150)
ATTEMPTS = 3
CRASHES = 6
"""A task that took its worker down so many times in a row is given up: something else should be done meanwhile."""


class Priority(IntEnum):
    """Which work goes first."""

    LOW = -10
    NORMAL = 0
    HIGH = 10
    """Somebody waits for it."""


def enqueue(
    task: Callable[..., None] | str,
    *arguments: Any,
    key: str,
    priority: int = Priority.NORMAL,
    delay: timedelta | None = None,
) -> bool:
    """Want a task to be run after the present transaction has committed; returns False where it is wanted already.

    `task` is a function of a `tasks` module, `arguments` are plain JSON values (ids), `key` names the work.
    """
    name = task if isinstance(task, str) else f"{task.__module__}.{task.__qualname__}"
    run_after = timezone.now() + delay if delay else None
    try:
        with transaction.atomic():
            QueuedTask.objects.create(
                key=key, task=name, arguments=list(arguments), priority=priority, run_after=run_after
            )
    except IntegrityError:
        QueuedTask.objects.filter(key=key, taken_at__isnull=False).update(is_wanted_again=True)
        return False
    transaction.on_commit(lambda: _hand_over(key))
    return True


def _hand_over(key: str) -> None:
    """Tell the queue that there is something to do."""
    from django_q.tasks import async_task

    async_task("mediaserver.system.tasks.run_next", save=False, ack_failure=True)
    QueuedTask.objects.filter(key=key).update(handed_over_at=timezone.now())
    wakeup.notify()


def run_next() -> None:
    """Do the most urgent wanted task. A task that fails is tried three times, then dropped with its traceback logged."""
    row = _take()
    if row is None:
        return
    try:
        import_string(row.task)(*row.arguments)
    except Exception:
        log.exception("A task failed key=%s attempt=%s", row.key, row.attempt_count)
        _give_back_or_drop(row)
        return
    _finish(row)


def _take() -> QueuedTask | None:
    """Take one row by a conditional UPDATE, so that two workers never take the same."""
    now = timezone.now()
    due = Q(run_after__isnull=True) | Q(run_after__lte=now)
    for row in QueuedTask.objects.filter(due, taken_at__isnull=True).order_by("-priority", "id")[:20]:
        if row.attempt_count >= CRASHES:
            _give_up(row)
            continue
        taken = QueuedTask.objects.filter(pk=row.pk, taken_at__isnull=True).update(
            taken_at=now, attempt_count=row.attempt_count + 1, is_wanted_again=False
        )
        if taken:
            row.attempt_count += 1
            return row
    return None


def _give_up(row: QueuedTask) -> None:
    """Drop a task whose worker died each time; the job it carried fails with a sentence."""
    log.error("A task took its worker down too often and is given up key=%s attempts=%s", row.key, row.attempt_count)
    QueuedTask.objects.filter(pk=row.pk).delete()
    if row.key.startswith("job:"):
        Job.objects.active().filter(pk=int(row.key.removeprefix("job:"))).update(
            state=Job.State.FAILED,
            finished_at=timezone.now(),
            lease_until=None,
            error=_("The worker died while doing this, several times in a row. The log says more."),
        )


def _finish(row: QueuedTask) -> None:
    done, _by_table = QueuedTask.objects.filter(pk=row.pk, is_wanted_again=False).delete()
    if not done and QueuedTask.objects.filter(pk=row.pk).update(
        taken_at=None, attempt_count=0, is_wanted_again=False, handed_over_at=None
    ):
        _hand_over(row.key)


def _give_back_or_drop(row: QueuedTask) -> None:
    if row.attempt_count >= ATTEMPTS:
        QueuedTask.objects.filter(pk=row.pk).delete()
        return
    wait = timedelta(seconds=5 * 4**row.attempt_count)
    QueuedTask.objects.filter(pk=row.pk).update(taken_at=None, handed_over_at=None, run_after=timezone.now() + wait)


def sweep() -> int:
    """Hand lost work to the queue again; called every few seconds by the worker. Returns how many pieces it found."""
    now = timezone.now()
    QueuedTask.objects.filter(taken_at__lt=now - TAKEN_TOO_LONG).update(taken_at=None, handed_over_at=None)
    waiting = QueuedTask.objects.filter(
        Q(run_after__isnull=True) | Q(run_after__lte=now),
        Q(handed_over_at__isnull=True) | Q(handed_over_at__lt=now - HAND_OVER_AGAIN),
        taken_at__isnull=True,
    )
    keys = list(waiting.order_by("-priority", "id").values_list("key", flat=True)[:50])
    for key in keys:
        _hand_over(key)
    found = len(keys)
    for job_id in Job.objects.abandoned().values_list("pk", flat=True)[:50]:
        found += _take_up_again(job_id)
    return found


def _take_up_again(job_id: int) -> bool:
    """Queue a job that nobody holds. Its task may still stand in the name of a worker that died."""
    key = f"job:{job_id}"
    lost = QueuedTask.objects.filter(key=key, taken_at__lt=timezone.now() - LEASE)
    if lost.update(taken_at=None, handed_over_at=None):
        _hand_over(key)
        return True
    return enqueue(work_job, job_id, key=key)


def release_all_taken() -> None:
    """Make tasks of a worker that is gone available at once. Only for a start with a single worker."""
    QueuedTask.objects.filter(taken_at__isnull=False).update(taken_at=None, handed_over_at=None)
    Job.objects.active().update(lease_until=None, lease_owner="")


def work_job(job_id: int) -> None:
    """Carry a job on for a few seconds, then queue it again (`mediaserver.system.jobs`)."""
    from mediaserver.system.jobs import carry_on

    if carry_on(job_id):
        job = Job.objects.only("priority").filter(pk=job_id).first()
        enqueue(work_job, job_id, key=f"job:{job_id}", priority=job.priority if job else Priority.NORMAL)
