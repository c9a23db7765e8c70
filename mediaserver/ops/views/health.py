"""Present troubles: what, why, and what mends them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import librarian_page
from mediaserver.system.health import run_checks, sentence
from mediaserver.system.models import HealthIssue

_ORDER = {HealthIssue.Severity.ERROR: 0, HealthIssue.Severity.WARNING: 1, HealthIssue.Severity.NOTICE: 2}
_CLASSES = {HealthIssue.Severity.ERROR: "bad", HealthIssue.Severity.WARNING: "warn", HealthIssue.Severity.NOTICE: ""}


def _rows() -> list[dict[str, object]]:
    issues = sorted(
        HealthIssue.objects.all(), key=lambda issue: (_ORDER[HealthIssue.Severity(issue.severity)], issue.pk)
    )
    return [
        {
            "css": _CLASSES[HealthIssue.Severity(issue.severity)],
            "what": sentence(issue.what, issue.facts),
            "why": sentence(issue.why, issue.facts),
            "remedy": sentence(issue.remedy, issue.facts),
            "command": sentence(issue.command, issue.facts),
            "link": issue.link,
            "since_at": issue.since_at,
        }
        for issue in issues
    ]


@never_cache
@librarian_page
@require_safe
def health_list(request: HttpRequest) -> HttpResponse:
    """What is wrong at present; green when nothing is."""
    return render(request, "ops/health.html", {"issues": _rows(), "section": "activity"})


@never_cache
@librarian_page
@require_safe
def health_rows(request: HttpRequest) -> HttpResponse:
    """Only the rows."""
    return render(request, "ops/_health_rows.html", {"issues": _rows()})


@librarian_page
@require_POST
def health_check(request: HttpRequest) -> HttpResponse:
    """Run all checks now."""
    run_checks()
    return redirect("ops:health-list")
