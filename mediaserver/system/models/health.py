"""Present troubles with their remedies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HealthIssue(models.Model):
    """One present trouble: what is wrong, why it matters, and the exact command or page that mends it.

    `key` names the trouble (`library-root-away:<pid>`), so that a check that runs again refreshes its row.
    `facts` fill the sentences of `mediaserver.system.health`, which are translated when they are shown.
    """

    class Severity(models.TextChoices):
        """How much it hurts."""

        NOTICE = "notice", _("Notice")
        WARNING = "warning", _("Warning")
        ERROR = "error", _("Error")

    key = models.CharField(max_length=200, unique=True)
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.WARNING)
    what = models.TextField()
    why = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    command = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    since_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-severity", "since_at", "id"]

    def __str__(self) -> str:
        return self.what
