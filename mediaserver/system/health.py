"""Troubles and their remedies: checks are registered by apps, their findings become `HealthIssue` rows.

A check is a function that yields `Finding`s; a finding that is no longer made takes its row away. Sentences are
`gettext_noop` ids with %(name)s places, filled from `facts` and translated when they are shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from mediaserver.system import events
from mediaserver.system.models import HealthIssue

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """A present trouble. `key` is unique among all findings and begins with the check's name and a colon."""

    key: str
    what: str
    why: str = ""
    remedy: str = ""
    command: str = ""
    link: str = ""
    severity: str = HealthIssue.Severity.WARNING
    facts: dict[str, Any] = field(default_factory=dict)


HealthCheck = Callable[[], Iterable[Finding]]
_checks: dict[str, HealthCheck] = {}


def register_health_check(name: str, check: HealthCheck) -> None:
    """Make a check known; called from an app's `ready()`. Its findings' keys begin with `<name>:`."""
    _checks[name] = check


def run_checks(only: str | None = None) -> list[Finding]:
    """Run all checks (or one), store what they found, and take away what is mended."""
    found: list[Finding] = []
    for name, check in list(_checks.items()):
        if only is not None and name != only:
            continue
        try:
            findings = list(check())
        except Exception:
            log.exception("A health check failed check=%s", name)
            continue
        _store(name, findings)
        found.extend(findings)
    return found


@transaction.atomic
def _store(name: str, findings: list[Finding]) -> None:
    for finding in findings:
        raise_issue(finding)
    stale = HealthIssue.objects.filter(key__startswith=f"{name}:").exclude(key__in=[f.key for f in findings])
    if stale.delete()[0]:
        events.publish(events.JOBS, "health.changed")


def raise_issue(finding: Finding) -> HealthIssue:
    """Store one finding outside a check, for example in the middle of a scan."""
    row, created = HealthIssue.objects.update_or_create(
        key=finding.key,
        defaults={
            "severity": finding.severity,
            "what": finding.what,
            "why": finding.why,
            "remedy": finding.remedy,
            "command": finding.command,
            "link": finding.link,
            "facts": finding.facts,
        },
    )
    if created:
        events.publish(events.JOBS, "health.changed")
    return row


def clear_issue(key: str) -> None:
    """Take a finding away that was raised outside a check."""
    if HealthIssue.objects.filter(key=key).delete()[0]:
        events.publish(events.JOBS, "health.changed")


def sentence(template: str, facts: dict[str, Any]) -> str:
    """Translate a stored sentence and fill its places."""
    if not template:
        return ""
    try:
        return gettext(template) % facts
    except (KeyError, ValueError, TypeError):
        return template
