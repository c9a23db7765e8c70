"""Work that people see."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte

LEASE = timedelta(seconds=15)


class JobQuerySet(models.QuerySet["Job"]):
    """Selections of jobs."""

    def active(self) -> Self:
        """Jobs that wait or run."""
        return self.filter(state__in=Job.ACTIVE)

    def ended(self) -> Self:
        """Jobs that are over, latest first."""
        return self.exclude(state__in=Job.ACTIVE).order_by("-finished_at", "-id")

    def abandoned(self) -> Self:
        """Active jobs that nobody holds: their lease ran out, or they were never taken."""
        return self.active().filter(Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now()))


class Job(HasPublicId):
    """A piece of work people see: its progress, result and cancel flag; carried out by tasks under a lease.

    `key` is unique among active jobs, so that one library is scanned once at a time. `cursor` is where the next
    short piece goes on. `rate` is units per second, measured over the last pieces.
    """

    class State(models.TextChoices):
        """Where the job stands."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    ACTIVE: ClassVar[tuple[str, str]] = (State.QUEUED, State.RUNNING)

    public_id = PublicIdField(TableByte.JOB)
    kind = models.CharField(max_length=50, db_index=True)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=300, blank=True)
    subject_id = models.UUIDField(null=True, blank=True, db_index=True)
    arguments = models.JSONField(default=dict, blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    phase = models.CharField(max_length=50, blank=True)
    done_count = models.PositiveBigIntegerField(default=0)
    total_count = models.PositiveBigIntegerField(null=True, blank=True)
    current = models.TextField(blank=True)
    rate = models.FloatField(null=True, blank=True)
    priority = models.SmallIntegerField(default=0)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict, blank=True)
    created_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=["queued", "running"]), name="job_one_active_per_key"
            )
        ]
        indexes = [models.Index(fields=["state", "-finished_at"], name="job_by_state")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}" if self.subject else self.kind

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.ACTIVE

    @property
    def percent(self) -> int | None:
        """Whole per cent done; None while the total is unknown."""
        if not self.total_count:
            return None
        return min(100, self.done_count * 100 // self.total_count)

    @property
    def seconds_left(self) -> int | None:
        """Estimate from the measured rate; None where it can't be known."""
        if not self.total_count or not self.rate:
            return None
        return max(0, round((self.total_count - self.done_count) / self.rate))

    def take_lease(self, owner: str) -> bool:
        """Take the job for `owner` unless another holds it. A job without a free lease is left alone."""
        now = timezone.now()
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now) | Q(lease_owner=owner)
        taken = Job.objects.filter(free, pk=self.pk, state__in=self.ACTIVE).update(
            state=self.State.RUNNING, lease_owner=owner, lease_until=now + LEASE
        )
        return taken == 1

    def renew_lease(self, owner: str) -> bool:
        """Prolong the lease; False where it was lost or the job has ended."""
        kept = Job.objects.filter(pk=self.pk, lease_owner=owner, state=self.State.RUNNING).update(
            lease_until=timezone.now() + LEASE
        )
        return kept == 1

    def request_cancel(self) -> bool:
        """Ask the job to stop; a waiting one ends at once. Returns whether there was anything to cancel."""
        now = timezone.now()
        waiting = Job.objects.filter(pk=self.pk, state=self.State.QUEUED).update(
            state=self.State.CANCELLED, finished_at=now, cancel_requested_at=now
        )
        running = Job.objects.filter(pk=self.pk, state=self.State.RUNNING).update(cancel_requested_at=now)
        return bool(waiting or running)
