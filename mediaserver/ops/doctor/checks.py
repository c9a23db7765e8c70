"""The examinations of `manage.py doctor`, each one small, none that changes anything."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from mediaserver.lib.errors import HearthError
from mediaserver.ops.doctor.database import database_verdicts
from mediaserver.ops.doctor.ffmpeg import ffmpeg_verdicts
from mediaserver.ops.doctor.verdicts import Verdict, bad, good, note

LOW_SPACE_BYTES = 2 * 1000**3
NO_SPACE_BYTES = 200 * 1000**2
WATCHES_WANTED = 65536
Examination = Callable[[], Iterator[Verdict]]

__all__ = ["Verdict", "examine"]


@dataclass(frozen=True)
class _Chapter:
    name: str
    examine: Examination


def examine() -> Iterator[Verdict]:
    """Yield one verdict after the other. An examination that can't be made is itself a bad verdict."""
    for chapter in _CHAPTERS:
        try:
            yield from chapter.examine()
        except (HearthError, OSError) as error:
            message = error.message if isinstance(error, HearthError) else f"{type(error).__name__}: {error}"
            yield bad(chapter.name, message)


def _python() -> Iterator[Verdict]:
    yield good("Python", ".".join(str(part) for part in sys.version_info[:3]))


def _data_directory() -> Iterator[Verdict]:
    folder = Path(settings.DATA_DIR)
    user = _user()
    if not _may(folder, os.R_OK | os.W_OK | os.X_OK):
        yield bad("Data directory", f"{user} may not write to {folder}.", f"sudo chown -R {user} {folder}")
        return
    yield good("Data directory", str(folder))
    yield _space("Disk space", folder)
    cache = Path(settings.CACHE_DIR)
    if cache.exists() and cache.stat().st_dev != folder.stat().st_dev:
        yield _space("Disk space of the cache", cache)


def _space(name: str, folder: Path) -> Verdict:
    free = shutil.disk_usage(folder).free
    words = f"{free / 1e9:.1f} GB free at {folder}"
    if free < NO_SPACE_BYTES:
        return bad(name, words + ": too little to work.", "Delete something, or move the data with HEARTH_DATA.")
    if free < LOW_SPACE_BYTES:
        return note(name, words + ": little.", "Pictures and converted films need room; 2 GB is a good least.")
    return good(name, words)


def _secret_key() -> Iterator[Verdict]:
    path = Path(settings.DATA_DIR) / "secret_key"
    if not path.exists():
        yield good("Secret key", "from the environment")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield bad("Secret key", f"{path} may be read by others.", f"chmod 600 {path}")
    else:
        yield good("Secret key", "readable by its owner only")


def _watcher() -> Iterator[Verdict]:
    limit_file = Path("/proc/sys/fs/inotify/max_user_watches")
    if not limit_file.exists():
        yield note("File watching", "This system has no inotify; folders are looked at every few minutes instead.")
        return
    limit = int(limit_file.read_text(encoding="ascii"))
    if limit < WATCHES_WANTED:
        yield note(
            "File watching",
            f"The system allows {limit} watched folders; large libraries need more.",
            f"echo fs.inotify.max_user_watches={8 * WATCHES_WANTED} | sudo tee /etc/sysctl.d/60-hearth.conf "
            "&& sudo sysctl --system",
        )
    else:
        yield good("File watching", f"up to {limit} folders")


def _isolation() -> Iterator[Verdict]:
    from mediaserver.lib.sandbox import isolation_report

    for measure in isolation_report():
        name = f"Media processes: {measure.name}"
        yield good(name, "on") if measure.active else note(name, f"off: {measure.reason}")


def _libraries() -> Iterator[Verdict]:
    from library.models import RootFolder

    user = _user()
    for root in RootFolder.objects.select_related("library").order_by("id"):
        name = f"Library {root.library.name}"
        if not os.path.isdir(root.path_bytes):
            yield bad(name, f"{root.path} is not there.", "Connect the drive, or relocate the folder under Libraries.")
        elif not _may(root.path_bytes, os.R_OK | os.X_OK):
            yield bad(name, f"{user} may not read {root.path}.", f'sudo setfacl -R -m u:{user}:rX "{root.path}"')
        else:
            yield good(name, root.path)


def _static_files() -> Iterator[Verdict]:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        yield good("Static files", str(settings.STATIC_ROOT))
    else:
        yield bad("Static files", "Styles and scripts are not collected.", "Run `make run`, or manage.py prepare.")


def _health_issues() -> Iterator[Verdict]:
    from mediaserver.system.health import run_checks, sentence

    for finding in run_checks():
        what = sentence(finding.what, finding.facts)
        mend = sentence(finding.remedy, finding.facts)
        command = sentence(finding.command, finding.facts)
        yield note("Health", what, " ".join(part for part in (mend, command) if part))


def _may(path: Path | bytes, mode: int) -> bool:
    """Whether this process may, as the user it runs as now."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


_CHAPTERS = (
    _Chapter("Python", _python),
    _Chapter("Data directory", _data_directory),
    _Chapter("Secret key", _secret_key),
    _Chapter("Database", database_verdicts),
    _Chapter("FFmpeg", ffmpeg_verdicts),
    _Chapter("Media processes", _isolation),
    _Chapter("File watching", _watcher),
    _Chapter("Libraries", _libraries),
    _Chapter("Static files", _static_files),
    _Chapter("Health", _health_issues),
)
