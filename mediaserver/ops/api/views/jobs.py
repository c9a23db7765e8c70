"""Jobs: seeing, cancelling, doing again. For librarians."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint
from mediaserver.lib.errors import Conflict
from mediaserver.lib.keyset import page_after
from mediaserver.lib.rest_input import NothingToRead, PageQuery, read_body, read_query, refuse_query
from mediaserver.ops.api.shapes import JobPage
from mediaserver.system.job_answer import JobAnswer
from mediaserver.system.jobs import cancel_job, job_facts, retry_job
from mediaserver.system.models import Job

LIBRARIANS_ONLY = frozenset({"GET", "POST"})


class JobQuery(PageQuery):
    """Which jobs."""

    state = serializers.ChoiceField(choices=["active", "ended", *Job.State.values], required=False)
    kind = serializers.CharField(max_length=50, required=False)


class JobListView(Endpoint):
    """All jobs."""

    librarian_methods: ClassVar[frozenset[str]] = LIBRARIANS_ONLY

    @extend_schema(operation_id="jobs", tags=["jobs"], parameters=[JobQuery], responses=JobPage)
    def get(self, request: Request) -> Response:
        """List jobs, newest first; `state=active` those that wait or run."""
        query = read_query(request, JobQuery)
        rows, state = Job.objects.all(), query.get("state")
        if state == "active":
            rows = rows.active()
        elif state == "ended":
            rows = rows.exclude(state__in=Job.ACTIVE)
        elif state:
            rows = rows.filter(state=state)
        if "kind" in query:
            rows = rows.filter(kind=query["kind"])
        page = page_after(rows, ("-id",), query.get("cursor"), query["limit"])
        return Response({"results": [job_facts(job) for job in page.rows], "next_cursor": page.next_cursor})


class JobView(Endpoint):
    """One job."""

    librarian_methods: ClassVar[frozenset[str]] = LIBRARIANS_ONLY

    @extend_schema(operation_id="job", tags=["jobs"], responses=JobAnswer)
    def get(self, request: Request, job_id: uuid.UUID) -> Response:
        """Tell how a job stands."""
        refuse_query(request)
        return Response(job_facts(get_object_or_404(Job, public_id=job_id)))


class JobCancelView(Endpoint):
    """Stopping a job."""

    librarian_methods: ClassVar[frozenset[str]] = LIBRARIANS_ONLY

    @extend_schema(operation_id="job_cancel", tags=["jobs"], request=None, responses=JobAnswer)
    def post(self, request: Request, job_id: uuid.UUID) -> Response:
        """Ask a job to stop; takes effect within a second."""
        read_body(request, NothingToRead)
        job = get_object_or_404(Job, public_id=job_id)
        if not cancel_job(job):
            raise Conflict(_("This job has ended already."))
        return Response(job_facts(job))


class JobRetryView(Endpoint):
    """Doing a job again."""

    librarian_methods: ClassVar[frozenset[str]] = LIBRARIANS_ONLY

    @extend_schema(operation_id="job_retry", tags=["jobs"], request=None, responses={201: JobAnswer})
    def post(self, request: Request, job_id: uuid.UUID) -> Response:
        """Start an ended job again, with what it was started with."""
        read_body(request, NothingToRead)
        job = get_object_or_404(Job, public_id=job_id)
        if job.is_active:
            raise Conflict(_("This job has not ended yet."))
        return Response(job_facts(retry_job(job)), status=201)
