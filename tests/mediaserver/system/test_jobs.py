"""Jobs: pieces under a lease, cancel at once, takeover of what a dead worker left."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mediaserver.lib.errors import Conflict, NotFound
from mediaserver.system import jobs
from mediaserver.system.jobs import (
    JobKind,
    JobLost,
    JobRun,
    cancel_job,
    carry_on,
    job_facts,
    job_label,
    register_job_kind,
    retry_job,
    start_job,
)
from mediaserver.system.models import Job, QueuedTask
from mediaserver.system.tasks import sweep

Work = Callable[[JobRun], bool]
_names = (f"test-{number}" for number in itertools.count())


@pytest.fixture
def kind() -> Iterator[Callable[..., str]]:
    """Register a kind of job for one test; returns its name."""
    made: list[str] = []

    def register(work: Work, ended: Callable[[Job], None] | None = None) -> str:
        name = next(_names)
        made.append(name)
        register_job_kind(JobKind(name, name.upper(), work, ended))
        return name

    yield register
    for name in made:
        jobs._kinds.pop(name)


def _count_to(most: int) -> Work:
    """Work of `most` pieces that keeps its place in the cursor."""

    def work(run: JobRun) -> bool:
        run.cursor["at"] = run.cursor.get("at", 0) + 1
        run.report(phase="counting", done=run.cursor["at"], total=most, current=str(run.cursor["at"]))
        run.result["last"] = run.cursor["at"]
        return bool(run.cursor["at"] >= most)

    return work


def _fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.django_db(transaction=True)
def test_job_is_done_piece_by_piece(kind: Callable[..., str]) -> None:
    ended: list[str] = []
    job = start_job(kind(_count_to(3), lambda done: ended.append(done.state)), key="a", subject="Films")
    assert (job.state, QueuedTask.objects.get().key) == (Job.State.QUEUED, f"job:{job.pk}")

    assert carry_on(job.pk) is False

    job = _fresh(job)
    assert (job.state, job.done_count, job.percent, job.result) == (Job.State.SUCCEEDED, 3, 100, {"last": 3})
    assert job.current == ""
    assert ended == ["succeeded"]
    assert carry_on(job.pk) is False, "what has ended is not done again"


@pytest.mark.django_db
def test_one_job_for_a_key_at_a_time(kind: Callable[..., str]) -> None:
    name = kind(_count_to(1))
    first = start_job(name, key="library:1")

    with pytest.raises(Conflict) as caught:
        start_job(name, key="library:1")
    assert caught.value.details["job"] == first.pid
    start_job(name, key="library:2")
    cancel_job(first)
    assert start_job(name, key="library:1").pk != first.pk


@pytest.mark.django_db
def test_waiting_job_is_cancelled_at_once_and_its_end_is_told(kind: Callable[..., str]) -> None:
    ended: list[str] = []
    job = start_job(kind(_count_to(1), lambda done: ended.append(done.state)), key="a")

    assert cancel_job(job) is True
    assert cancel_job(job) is False
    assert carry_on(job.pk) is False
    assert (_fresh(job).state, ended) == (Job.State.CANCELLED, ["cancelled"])


@pytest.mark.django_db
def test_running_job_is_cancelled_between_pieces(kind: Callable[..., str]) -> None:
    pieces: list[int] = []

    def work(run: JobRun) -> bool:
        pieces.append(1)
        if len(pieces) == 2:
            cancel_job(Job.objects.get(pk=run.job.pk))
        return False

    job = start_job(kind(work), key="a")
    carry_on(job.pk)

    assert (len(pieces), _fresh(job).state) == (2, Job.State.CANCELLED)


@pytest.mark.django_db
def test_long_piece_hears_the_cancel_when_it_reports(kind: Callable[..., str]) -> None:
    def work(run: JobRun) -> bool:
        cancel_job(Job.objects.get(pk=run.job.pk))
        run.report(phase="a new phase is written at once")
        raise AssertionError("went on")

    job = start_job(kind(work), key="a")
    carry_on(job.pk)

    assert _fresh(job).state == Job.State.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotFound("The drive is away."), "The drive is away."),
        (ZeroDivisionError("by nought"), "ZeroDivisionError: by nought"),
    ],
)
def test_error_ends_the_job_with_a_sentence(kind: Callable[..., str], error: Exception, sentence: str) -> None:
    def work(run: JobRun) -> bool:
        raise error

    job = start_job(kind(work), key="a")
    assert carry_on(job.pk) is False

    assert (_fresh(job).state, _fresh(job).error) == (Job.State.FAILED, sentence)
    again = retry_job(_fresh(job))
    assert (again.state, again.key) == (Job.State.QUEUED, "a")


@pytest.mark.django_db
def test_kind_nobody_knows_fails_with_a_sentence() -> None:
    job = start_job("unheard-of", key="a")

    carry_on(job.pk)

    assert "unheard-of" in _fresh(job).error
    assert job_label("unheard-of") == "unheard-of"


@pytest.mark.django_db
def test_job_of_a_dead_worker_is_found_and_goes_on_where_it_was(kind: Callable[..., str]) -> None:
    job = start_job(kind(_count_to(5)), key="a")
    assert _fresh(job).take_lease("dead worker")
    Job.objects.filter(pk=job.pk).update(cursor={"at": 3})
    QueuedTask.objects.all().delete()
    assert sweep() == 0, "its lease has not run out"
    assert carry_on(job.pk) is False
    assert _fresh(job).cursor == {"at": 3}, "nobody else touches it"

    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep() == 1
    carry_on(job.pk)

    assert (_fresh(job).state, _fresh(job).result) == (Job.State.SUCCEEDED, {"last": 5})


@pytest.mark.django_db
def test_worker_that_lost_its_lease_writes_nothing_more(kind: Callable[..., str]) -> None:
    def work(run: JobRun) -> bool:
        Job.objects.filter(pk=run.job.pk).update(lease_owner="the next worker")
        run.cursor["at"] = 99
        return True

    job = start_job(kind(work), key="a")
    carry_on(job.pk)

    assert (_fresh(job).state, _fresh(job).cursor) == (Job.State.RUNNING, {})


@pytest.mark.django_db
def test_report_of_a_lost_job_stops_the_piece() -> None:
    job = Job.objects.create(kind="x", key="a")
    run = JobRun(job=job, owner="nobody", cursor={}, result={})

    with pytest.raises(JobLost):
        run.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_gets_the_job() -> None:
    job = Job.objects.create(kind="x", key="a")
    won: list[bool] = []
    gate = threading.Barrier(4)

    def take(owner: str) -> None:
        gate.wait(10)
        won.append(Job.objects.get(pk=job.pk).take_lease(owner))
        connection.close()

    threads = [threading.Thread(target=take, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(won) == [False, False, False, True]


@pytest.mark.django_db
def test_facts_tell_how_far_and_how_long() -> None:
    job = Job(kind="scan", subject="Films", done_count=25, total_count=100, rate=5.0, created_at=timezone.now())

    facts: dict[str, Any] = job_facts(job)

    assert (facts["percent"], facts["seconds_left"], facts["rate"]) == (25, 15, 5.0)
    assert job_facts(Job(kind="x", created_at=timezone.now()))["percent"] is None
