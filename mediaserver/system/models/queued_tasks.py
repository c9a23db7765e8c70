"""The outbox of the queue."""

from __future__ import annotations

from django.db import models


class QueuedTask(models.Model):
    """One wanted task, written in the transaction that wants it and removed when it has been done.

    The unique key keeps the same work from being queued twice; work wanted again while it runs is run once more
    (`is_wanted_again`). A row that no worker took in time is handed to the queue again by the sweep, so that a
    lost queue loses no work.
    """

    key = models.CharField(max_length=200, unique=True)
    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=list)
    priority = models.SmallIntegerField(default=0)
    run_after = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    is_wanted_again = models.BooleanField(default=False)
    attempt_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["taken_at", "-priority", "id"], name="queued_task_next")]

    def __str__(self) -> str:
        return self.key
