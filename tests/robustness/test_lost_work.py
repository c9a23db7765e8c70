"""Work that was in the hands of a worker that died is found by the next look, whatever the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mediaserver.system.jobs import carry_on
from mediaserver.system.models import Job, QueuedTask
from mediaserver.system.models.jobs import LEASE
from mediaserver.system.tasks import sweep, work_job

pytestmark = pytest.mark.django_db(transaction=True)


def abandoned_job(*, ago: timedelta) -> tuple[Job, QueuedTask]:
    """A job whose worker was killed so long ago, with its task still in that worker's name."""
    then = timezone.now() - ago
    job = Job.objects.create(
        kind="scan", key="k", state=Job.State.RUNNING, lease_owner="dead", lease_until=then + LEASE
    )
    name = f"{work_job.__module__}.{work_job.__qualname__}"
    task = QueuedTask.objects.create(key=f"job:{job.pk}", task=name, arguments=[job.pk], taken_at=then)
    return job, task


def test_job_of_a_dead_worker_is_queued_again_when_its_lease_is_over() -> None:
    job, task = abandoned_job(ago=LEASE + timedelta(seconds=1))
    assert sweep() == 1
    task.refresh_from_db()
    assert (task.taken_at, task.handed_over_at is None) == (None, False)
    assert not carry_on(job.pk)  # it is taken up: nobody knows this kind of job here, so it ends
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_job_in_a_living_workers_hands_is_left_there() -> None:
    _job, task = abandoned_job(ago=LEASE - timedelta(seconds=2))
    assert sweep() == 0
    task.refresh_from_db()
    assert task.taken_at is not None


def test_second_look_finds_nothing_more() -> None:
    abandoned_job(ago=LEASE + timedelta(seconds=1))
    assert (sweep(), sweep()) == (1, 0)
