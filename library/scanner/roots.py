"""Whether a root is there. A drive that is away must never look like a library that was emptied."""

from __future__ import annotations

import os
import shlex
import stat
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_noop

from library.models import RootFolder
from library.naming import is_ignored_file, is_ignored_folder
from mediaserver.lib.paths import display_path
from mediaserver.system.health import Finding, clear_issue, raise_issue
from mediaserver.system.models import HealthIssue

GONE, NOT_A_FOLDER, NOT_ALLOWED, EMPTIED = "gone", "not_a_folder", "not_allowed", "emptied"

WHAT = {
    GONE: gettext_noop("The folder %(path)s of library %(library)s is not there."),
    NOT_A_FOLDER: gettext_noop("%(path)s of library %(library)s is not a folder."),
    NOT_ALLOWED: gettext_noop("Hearth may not read the folder %(path)s of library %(library)s."),
    EMPTIED: gettext_noop("The folder %(path)s of library %(library)s is suddenly empty."),
}
WHY = gettext_noop(
    "Its items are shown as away and can't be played. Nothing was removed; they come back with the folder."
)
REMEDY = {
    GONE: gettext_noop(
        "Connect or mount the drive again. If the folder has moved, change its place in the library's settings."
    ),
    NOT_A_FOLDER: gettext_noop("Put the folder back, or change its place in the library's settings."),
    NOT_ALLOWED: gettext_noop("Give user %(user)s the right to read it:"),
    EMPTIED: gettext_noop(
        "Mount the drive again. If you emptied the folder on purpose, remove it in the library's settings."
    ),
}


@dataclass(frozen=True)
class RootState:
    """How a root was found: `trouble` is "" where it is there, `device` tells whether it is still the same one."""

    trouble: str
    device: int = 0


def look_at_root(root: RootFolder) -> RootState:
    """Look whether the root is there. One that had files and shows nothing at all counts as away."""
    path = root.path_bytes
    try:
        facts = os.stat(path)  # noqa: PTH116
        if not stat.S_ISDIR(facts.st_mode):
            return RootState(NOT_A_FOLDER)
        if root.file_count and not _holds_anything(path):
            return RootState(EMPTIED, facts.st_dev)
    except PermissionError:
        return RootState(NOT_ALLOWED)
    except OSError:
        return RootState(GONE)
    return RootState("", facts.st_dev)


def _holds_anything(path: bytes) -> bool:
    with os.scandir(path) as entries:
        return any(not is_ignored_folder(entry.name) and not is_ignored_file(entry.name) for entry in entries)


def root_finding(root: RootFolder, trouble: str) -> Finding:
    """The trouble in words, with what mends it."""
    command = ""
    if trouble == NOT_ALLOWED:
        command = f"sudo setfacl -R -m u:{os.geteuid()}:rX {shlex.quote(os.fsdecode(root.path_bytes))}"
    return Finding(
        key=f"library-root:{root.pid}",
        what=WHAT[trouble],
        why=WHY,
        remedy=REMEDY[trouble],
        command=command,
        severity=HealthIssue.Severity.ERROR,
        facts={"path": display_path(root.path), "library": root.library.name, "user": os.geteuid()},
    )


def mark_away(root: RootFolder, trouble: str) -> None:
    """Record that the root is away, since when, and tell the health page."""
    if root.away_since is None or root.away_reason != trouble:
        root.away_since = root.away_since or timezone.now()
        root.away_reason = trouble
        root.save(update_fields=["away_since", "away_reason"])
    raise_issue(root_finding(root, trouble))


def mark_back(root: RootFolder) -> None:
    """Record that the root is there."""
    if root.away_since is not None:
        root.away_since, root.away_reason = None, ""
        root.save(update_fields=["away_since", "away_reason"])
    clear_issue(f"library-root:{root.pid}")
