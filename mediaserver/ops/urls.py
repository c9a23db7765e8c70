"""Pages of running the server: first run, jobs, health; under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from mediaserver.ops.views import health, jobs

app_name = "ops"
urlpatterns: list[URLPattern | URLResolver] = [
    path("setup/", include("mediaserver.ops.setup.urls")),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/rows/", jobs.job_rows, name="job-rows"),
    path("jobs/ended/", jobs.ended_rows, name="job-ended"),
    path("jobs/<pid:job_id>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<pid:job_id>/retry/", jobs.job_retry, name="job-retry"),
    path("health/", health.health_list, name="health-list"),
    path("health/rows/", health.health_rows, name="health-rows"),
    path("health/check/", health.health_check, name="health-check"),
]
