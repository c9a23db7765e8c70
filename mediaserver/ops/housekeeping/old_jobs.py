"""Jobs that ended long ago."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mediaserver.system.models import Job

KEEP = timedelta(days=90)


def forget_old_jobs() -> None:
    """Remove ended jobs after ninety days."""
    Job.objects.ended().order_by().filter(finished_at__lt=timezone.now() - KEEP).delete()
