"""Jobs and troubles on the desk. Whoever may enter the desk may see them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mediaserver.lib.admin_tables import ReadOnly, Table
from mediaserver.lib.errors import Conflict
from mediaserver.system.health import sentence
from mediaserver.system.jobs import cancel_job, job_label, retry_job
from mediaserver.system.models import HealthIssue, Job


class OpenAtTheDesk(ReadOnly):
    """A table that every librarian looks at; the site has checked who they are."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Librarians and owners."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it on the front page."""
        return True


@admin.register(Job)
class JobAdmin(OpenAtTheDesk, Table[Job]):
    """Work, waiting, running and done."""

    list_display = ("label", "subject", "state", "phase", "progress", "error", "created_at", "finished_at")
    list_filter = ("state", "kind")
    search_fields = ("subject", "error")
    ordering = ("-id",)
    actions = ("cancel", "retry")
    fields: ClassVar[tuple[str, ...]] = (
        "label", "subject", "state", "phase", "progress", "current", "error", "result", "created_at", "started_at",
        "finished_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("work"), ordering="kind")
    def label(self, row: Job) -> str:
        """The kind's name."""
        return job_label(row.kind)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, row: Job) -> str:
        """How far it is."""
        if row.percent is None:
            return str(row.done_count)
        return f"{row.percent} %"

    @admin.action(description=gettext_lazy("Cancel"), permissions=["view"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Stop what has not ended."""
        count = sum(cancel_job(job) for job in queryset)
        text = ngettext("%(n)s job is being stopped.", "%(n)s jobs are being stopped.", count)
        self.message_user(request, text % {"n": count})

    @admin.action(description=gettext_lazy("Do again"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Start what has ended anew."""
        started = 0
        for job in queryset:
            if job.is_active:
                continue
            try:
                retry_job(job)
            except Conflict:
                text = _("%(job)s is being done already.") % {"job": job}
                self.message_user(request, text, messages.WARNING)
            else:
                started += 1
        self.message_user(request, ngettext("%(n)s job begins.", "%(n)s jobs begin.", started) % {"n": started})


@admin.register(HealthIssue)
class HealthIssueAdmin(OpenAtTheDesk, Table[HealthIssue]):
    """Present troubles and what mends them."""

    list_display = ("trouble", "severity", "mending", "command", "since_at")
    list_filter = ("severity",)
    ordering = ("-since_at", "-id")
    fields = ("severity", "trouble", "reason", "mending", "command", "since_at", "seen_at")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("trouble"))
    def trouble(self, row: HealthIssue) -> str:
        """What is wrong."""
        return sentence(row.what, row.facts)

    @admin.display(description=gettext_lazy("why it matters"))
    def reason(self, row: HealthIssue) -> str:
        """Why it matters."""
        return sentence(row.why, row.facts)

    @admin.display(description=gettext_lazy("remedy"))
    def mending(self, row: HealthIssue) -> str:
        """What mends it."""
        return sentence(row.remedy, row.facts)
