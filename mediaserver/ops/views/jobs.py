"""Jobs: what runs, what is over, cancel, try again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import librarian_page
from mediaserver.lib.errors import HearthError
from mediaserver.lib.keyset import BadCursor, page_after
from mediaserver.lib.paths import display_path
from mediaserver.lib.wording import duration_short, thousands
from mediaserver.ops.views.job_words import phase_words, result_words
from mediaserver.system.jobs import cancel_job, job_label, retry_job
from mediaserver.system.models import Job

PER_PAGE = 50
_STATES = {
    Job.State.QUEUED: "waiting",
    Job.State.RUNNING: "running",
    Job.State.SUCCEEDED: "done",
    Job.State.FAILED: "failed",
    Job.State.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class JobRow:
    """A job as `parts/_job.html` draws it."""

    pid: str
    title: str
    file: str
    meta: str
    percent: int | None
    left_text: str
    state: str
    result: str
    cancel_url: str
    retry_url: str
    took: str
    finished_at: object


def job_row(job: Job) -> JobRow:
    """Describe a job."""
    label = job_label(job.kind)
    took_ms = (job.finished_at - job.started_at).total_seconds() * 1000 if job.finished_at and job.started_at else None
    return JobRow(
        pid=job.pid,
        title=f"{label}: {job.subject}" if job.subject else label,
        file=display_path(job.current),
        meta=_meta(job),
        percent=job.percent,
        left_text=_left(job),
        state=_STATES[Job.State(job.state)],
        result=_result(job),
        cancel_url=reverse("ops:job-cancel", args=[job.pid]) if job.is_active else "",
        retry_url=reverse("ops:job-retry", args=[job.pid])
        if job.state in {Job.State.FAILED, Job.State.CANCELLED}
        else "",
        took=_took(took_ms),
        finished_at=job.finished_at,
    )


def _meta(job: Job) -> str:
    parts = [phase_words(job.phase)] if job.phase else []
    if job.total_count:
        parts.append(
            _("%(done)s of %(total)s") % {"done": thousands(job.done_count), "total": thousands(job.total_count)}
        )
    elif job.done_count:
        parts.append(thousands(job.done_count))
    if job.rate:
        parts.append(_("%(rate)s a second") % {"rate": thousands(round(job.rate))})
    return ", ".join(parts)


def _left(job: Job) -> str:
    if job.cancel_requested_at and job.is_active:
        return _("Stopping")
    seconds = job.seconds_left
    if job.state != Job.State.RUNNING or seconds is None:
        return ""
    if seconds < 60:
        return _("%(seconds)s s left") % {"seconds": max(1, seconds)}
    return _("%(time)s left") % {"time": duration_short(seconds * 1000)}


def _took(took_ms: float | None) -> str:
    if took_ms is None:
        return ""
    return (
        _("%(seconds)s s") % {"seconds": number_format(took_ms / 1000, 1)}
        if took_ms < 60_000
        else duration_short(took_ms)
    )


def _result(job: Job) -> str:
    if job.state == Job.State.FAILED:
        return _(job.error) if job.error else ""
    return result_words(job.kind, job.result) if not job.is_active else ""


@never_cache
@librarian_page
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """What runs and waits, and what is over."""
    try:
        page = page_after(Job.objects.ended(), ("-finished_at", "-id"), request.GET.get("cursor"), PER_PAGE)
    except BadCursor:
        return redirect("ops:job-list")
    context = {
        "active": _active_rows(),
        "ended": [job_row(job) for job in page.rows],
        "next_cursor": page.next_cursor,
        "section": "activity",
    }
    return render(request, "ops/jobs.html", context)


@never_cache
@librarian_page
@require_safe
def job_rows(request: HttpRequest) -> HttpResponse:
    """Only what runs and waits, for a page that hears that something changed."""
    return render(request, "ops/_active_jobs.html", {"active": _active_rows()})


@never_cache
@librarian_page
@require_safe
def ended_rows(request: HttpRequest) -> HttpResponse:
    """Only the latest of what is over."""
    rows = [job_row(job) for job in Job.objects.ended()[:PER_PAGE]]
    return render(request, "ops/_ended_jobs.html", {"ended": rows})


def _active_rows() -> list[JobRow]:
    return [job_row(job) for job in Job.objects.active().order_by("-priority", "id")[:100]]


@librarian_page
@require_POST
def job_cancel(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(Job, public_id=job_id)
    if not cancel_job(job):
        messages.info(request, _("It had ended already."))
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("ops:job-list")


@librarian_page
@require_POST
def job_retry(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Start an ended job again."""
    job = get_object_or_404(Job.objects.ended(), public_id=job_id)
    try:
        retry_job(job)
    except HearthError as error:
        messages.info(request, error.message)
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("ops:job-list")
