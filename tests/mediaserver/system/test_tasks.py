"""The queue: wanted once, done once, most urgent first, tried three times, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mediaserver.system.models import Job, QueuedTask
from mediaserver.system.tasks import ATTEMPTS, CRASHES, Priority, enqueue, release_all_taken, run_next, sweep

done: list[str] = []


def note(word: str) -> None:
    """Remember that it was run."""
    done.append(word)


def note_and_want_again(word: str) -> None:
    """Want the same work once more while it runs, but only once."""
    done.append(word)
    if len(done) == 1:
        enqueue(note_and_want_again, word, key="again")


def fail(word: str) -> None:
    """Always fails."""
    done.append(word)
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    """Forget what other tests did."""
    done.clear()
    yield
    done.clear()


@pytest.mark.django_db
def test_wanted_twice_is_done_once() -> None:
    assert enqueue(note, "a", key="k") is True
    assert enqueue(note, "a", key="k") is False

    run_next()
    run_next()

    assert done == ["a"]
    assert not QueuedTask.objects.exists()


@pytest.mark.django_db
def test_wanted_while_it_runs_is_done_once_more() -> None:
    enqueue(note_and_want_again, "a", key="again")

    for _turn in range(3):
        run_next()

    assert done == ["a", "a"]


@pytest.mark.django_db
def test_most_urgent_goes_first() -> None:
    enqueue(note, "low", key="1", priority=Priority.LOW)
    enqueue(note, "normal", key="2")
    enqueue(note, "high", key="3", priority=Priority.HIGH)

    for _turn in range(3):
        run_next()

    assert done == ["high", "normal", "low"]


@pytest.mark.django_db
def test_delayed_task_waits_for_its_time() -> None:
    enqueue(note, "later", key="k", delay=timedelta(hours=1))
    run_next()
    assert done == []

    QueuedTask.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    run_next()

    assert done == ["later"]


@pytest.mark.django_db(transaction=True)
def test_transaction_that_fails_wants_nothing() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(note, "a", key="k")
        raise ZeroDivisionError

    assert not QueuedTask.objects.exists()


@pytest.mark.django_db
def test_failing_task_is_tried_three_times_then_dropped(caplog: pytest.LogCaptureFixture) -> None:
    enqueue(fail, "a", key="k")

    for _turn in range(ATTEMPTS + 2):
        run_next()
        QueuedTask.objects.update(run_after=None)

    assert len(done) == ATTEMPTS
    assert not QueuedTask.objects.exists()
    assert caplog.text.count("ZeroDivisionError") >= ATTEMPTS


@pytest.mark.django_db
def test_failed_task_lets_others_go_first() -> None:
    enqueue(fail, "bad", key="1")
    enqueue(note, "good", key="2")

    run_next()
    run_next()

    assert done == ["bad", "good"]


@pytest.mark.django_db
def test_lost_message_is_found_by_the_sweep() -> None:
    enqueue(note, "a", key="k")
    QueuedTask.objects.update(handed_over_at=None)

    assert sweep() == 1
    assert QueuedTask.objects.get().handed_over_at is not None
    assert sweep() == 0, "handed over a moment ago"


@pytest.mark.django_db
def test_task_of_a_dead_worker_is_given_out_again() -> None:
    enqueue(note, "a", key="k")
    QueuedTask.objects.update(taken_at=timezone.now())
    run_next()
    assert done == []

    release_all_taken()
    run_next()

    assert done == ["a"]


@pytest.mark.django_db
def test_task_that_takes_its_worker_down_each_time_is_given_up_and_its_job_fails() -> None:
    job = Job.objects.create(kind="scan", key="scan:x")
    enqueue("mediaserver.system.tasks.work_job", job.pk, key=f"job:{job.pk}")
    QueuedTask.objects.update(attempt_count=CRASHES)

    run_next()

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error
    assert not QueuedTask.objects.exists()
