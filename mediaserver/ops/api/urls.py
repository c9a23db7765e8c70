"""Routes about the server itself, below /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from mediaserver.ops.api.views import health, jobs

urlpatterns: list[URLPattern | URLResolver] = [
    path("status/", health.StatusView.as_view(), name="status"),
    path("health-issues/", health.HealthIssueListView.as_view(), name="health-issues"),
    path("jobs/", jobs.JobListView.as_view(), name="jobs"),
    path("jobs/<pid:job_id>/", jobs.JobView.as_view(), name="job"),
    path("jobs/<pid:job_id>/cancel/", jobs.JobCancelView.as_view(), name="job-cancel"),
    path("jobs/<pid:job_id>/retry/", jobs.JobRetryView.as_view(), name="job-retry"),
]
