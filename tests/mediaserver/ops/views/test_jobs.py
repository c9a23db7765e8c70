"""The jobs page: what runs and is over, in words; cancel and retry; for librarians only."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mediaserver.ops.views.job_words import phase_words, result_words
from mediaserver.ops.views.jobs import job_row
from mediaserver.system.jobs import JobKind, JobRun, carry_on, register_job_kind, start_job
from mediaserver.system.models import Job
from tests.factories.people import Cast, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/app/jobs/"


def make_job(state: str = Job.State.QUEUED, **facts: object) -> Job:
    ended = state not in Job.ACTIVE
    times = {"started_at": timezone.now() - timedelta(seconds=9), "finished_at": timezone.now()} if ended else {}
    return Job.objects.create(kind="scan", key=uuid.uuid4().hex, state=state, subject="Films", **(times | facts))


def test_running_job_says_what_it_does_how_far_it_is_and_how_long() -> None:
    job = make_job(
        Job.State.RUNNING, phase="files", done_count=250, total_count=1000, rate=10.0, current="a␛0ab <b>.mkv"
    )
    row = job_row(job)
    assert row.title == "Scan of a library: Films"
    assert row.meta.startswith("Reading files, 250 of 1")
    assert (row.percent, row.state) == (25, "running")
    assert "min" in row.left_text
    assert row.file == "a\ufffdb <b>.mkv"
    assert row.cancel_url
    assert not row.retry_url


def test_job_that_is_being_stopped_says_so() -> None:
    assert job_row(make_job(Job.State.RUNNING, cancel_requested_at=timezone.now())).left_text == "Stopping"


def test_ended_job_says_what_came_out_of_it() -> None:
    row = job_row(make_job(Job.State.SUCCEEDED, result={"added": 12, "missing": 1, "changed": 0}))
    assert row.result == "12 new, 1 missing"
    assert "9.0" in row.took
    assert not row.cancel_url
    assert not row.retry_url
    assert job_row(make_job(Job.State.FAILED, error="The folder is away.")).result == "The folder is away."


def test_words_for_phases_and_results() -> None:
    assert phase_words("walk") == "Looking through folders"
    assert phase_words("something new") == "something new"
    assert result_words("scan", {"added": 0}) == "Nothing changed"
    assert result_words("scan", {}) == ""
    assert result_words("scan", {"added": "many", "missing": -1, "skipped": 3}) == "3 skipped"


def test_page_shows_hostile_names_as_text(cast: Cast) -> None:
    make_job(Job.State.RUNNING, current="<script>alert(1)</script>.mkv")
    make_job(Job.State.FAILED, error="<img src=x onerror=alert(1)>")
    for address in (PAGE, f"{PAGE}rows/", f"{PAGE}ended/"):
        page = signed_in(cast.owner).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_waiting_job_is_cancelled_at_once_and_tried_again(cast: Cast) -> None:
    job = make_job()
    client = signed_in(cast.librarian)
    assert client.post(f"{PAGE}{job.pid}/cancel/").url == PAGE
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert client.post(f"{PAGE}{job.pid}/retry/", headers={"hx-request": "true"}).status_code == 204
    assert Job.objects.active().get().arguments == job.arguments
    again = client.post(f"{PAGE}{job.pid}/retry/", follow=True)
    assert "being done already" in again.content.decode()
    assert Job.objects.active().count() == 1


def test_running_job_is_asked_to_stop_and_stops_between_two_pieces(cast: Cast) -> None:
    pieces: list[int] = []

    def work(run: JobRun) -> bool:
        pieces.append(1)
        signed_in(cast.owner).post(f"{PAGE}{run.job.pid}/cancel/")
        return False

    register_job_kind(JobKind("endless", "Endless", work))
    job = start_job("endless", key="endless")
    assert not carry_on(job.pk)
    job.refresh_from_db()
    assert (job.state, len(pieces)) == (Job.State.CANCELLED, 1)


def test_ended_job_is_not_cancelled_and_an_active_one_not_tried_again(cast: Cast) -> None:
    client = signed_in(cast.owner)
    done, running = make_job(Job.State.SUCCEEDED), make_job(Job.State.RUNNING)
    assert "It had ended already" in client.post(f"{PAGE}{done.pid}/cancel/", follow=True).content.decode()
    assert client.post(f"{PAGE}{running.pid}/retry/").status_code == 404
    assert client.post(f"{PAGE}{uuid.uuid4().hex}/cancel/").status_code == 404


def test_list_is_paged_and_costs_the_same_for_many(cast: Cast, django_assert_max_num_queries: object) -> None:
    for _ in range(70):
        make_job(Job.State.SUCCEEDED)
    for _ in range(20):
        make_job()
    client = signed_in(cast.owner)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = client.get(PAGE).content.decode()
    following = page.split("?cursor=")[1].split('"')[0]
    assert client.get(f"{PAGE}?cursor={following}").status_code == 200
    assert client.get(f"{PAGE}?cursor=nonsense").url == PAGE


def test_jobs_are_for_librarians(cast: Cast) -> None:
    job = make_job()
    for profile in (cast.member, cast.guest, cast.child):
        for address in (PAGE, f"{PAGE}rows/", f"{PAGE}ended/"):
            assert signed_in(profile).get(address).status_code == 403
        assert signed_in(profile).post(f"{PAGE}{job.pid}/cancel/").status_code == 403
    assert "/app/sign-in/" in Client().get(PAGE).url
    assert "/app/sign-in/" in Client().post(f"{PAGE}{job.pid}/cancel/").url
    assert signed_in(cast.owner).get(f"{PAGE}{job.pid}/cancel/").status_code == 405
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
