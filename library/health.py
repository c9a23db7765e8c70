"""Checks of the library: roots that are away, folders that can't be watched."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext_noop

from library.models import Library, RootFolder
from library.scanner.roots import look_at_root, root_finding
from library.scanner.watch_modes import FAILED, LIMIT, NOT_ALLOWED
from mediaserver.system.health import Finding, register_health_check
from mediaserver.system.models import HealthIssue

INOTIFY_LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")
ENOUGH_WATCHES = 524_288


def find_roots_away() -> Iterable[Finding]:
    """Every root that can't be reached, or has emptied suddenly."""
    for root in RootFolder.objects.select_related("library"):
        look = look_at_root(root)
        if look.trouble:
            yield root_finding(root, look.trouble)


def find_unwatched() -> Iterable[Finding]:
    """Every library that was to be watched and can't be, for a reason that a person can mend."""
    for library in Library.objects.filter(watching_now="polling", watching_reason__in=[LIMIT, NOT_ALLOWED, FAILED]):
        is_limit = library.watching_reason == LIMIT
        yield Finding(
            key=f"library-watching:{library.pid}",
            severity=HealthIssue.Severity.NOTICE,
            what=gettext_noop("Changes in library %(library)s are noticed late."),
            why=library.watching_reason,
            remedy=gettext_noop("Raise the limit of watched folders:") if is_limit else "",
            command=f"sudo sysctl -w fs.inotify.max_user_watches={ENOUGH_WATCHES}" if is_limit else "",
            facts={"library": library.name},
        )


register_health_check("library-root", find_roots_away)
register_health_check("library-watching", find_unwatched)
