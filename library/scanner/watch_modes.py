"""How changes of a library are noticed, with the reason in words. Reasons are stored untranslated and translated when shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from library.models import Library
from library.scanner.mounts import mount_of

NOTICES, POLLING, OFF = "notices", "polling", "off"

NOTICED = gettext_noop("The system tells Hearth about every change at once.")
BY_CHOICE = gettext_noop("It was set so: Hearth looks every few minutes.")
SWITCHED_OFF = gettext_noop("It was set so: Hearth looks only on request and at night.")
REMOTE = gettext_noop(
    "The folder is on a network or FUSE drive, which does not tell about changes. Hearth looks every few minutes instead."
)
LIMIT = gettext_noop(
    "The system's limit of watched folders (inotify) is reached. Hearth looks every few minutes until it is raised."
)
AWAY = gettext_noop("The folder is not there. Hearth looks every few minutes whether it is back.")
STRANGE_NAME = gettext_noop(
    "The folder's own name is no valid text, so it can't be watched. Hearth looks every few minutes."
)
NOT_ALLOWED = gettext_noop("A folder below may not be read, so it can't be watched. Hearth looks every few minutes.")
FAILED = gettext_noop("Watching this folder failed. Hearth looks every few minutes instead.")
NO_FOLDER = gettext_noop("The library has no folder.")


@dataclass(frozen=True)
class WatchMode:
    """How a library is watched now, and why."""

    how: str
    reason: str


def planned_mode(library: Library, roots: Sequence[bytes]) -> WatchMode:
    """What to try for a library, before the system has been asked."""
    if library.watching == Library.Watching.OFF:
        return WatchMode(OFF, SWITCHED_OFF)
    if not roots:
        return WatchMode(OFF, NO_FOLDER)
    if library.watching == Library.Watching.POLLING:
        return WatchMode(POLLING, BY_CHOICE)
    if library.watching == Library.Watching.AUTOMATIC and any(mount_of(root).is_remote for root in roots):
        return WatchMode(POLLING, REMOTE)
    return WatchMode(NOTICES, NOTICED)


def mode_after_failure(error: Exception) -> WatchMode:
    """What is left when the system refused to watch."""
    text = str(error).lower()
    if isinstance(error, FileNotFoundError):
        return WatchMode(POLLING, AWAY)
    if "limit" in text or "no space left" in text or "too many open files" in text:
        return WatchMode(POLLING, LIMIT)
    if isinstance(error, (UnicodeError, TypeError)):
        return WatchMode(POLLING, STRANGE_NAME)
    if isinstance(error, PermissionError) or "permission" in text:
        return WatchMode(POLLING, NOT_ALLOWED)
    return WatchMode(POLLING, FAILED)
