"""Checks of the server itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from mediaserver.lib.errors import HearthError
from mediaserver.system.health import Finding, register_health_check
from mediaserver.system.models import HealthIssue

LOW_SPACE_BYTES = 2 * 1000**3
NO_SPACE_BYTES = 200 * 1000**2


def disk_space() -> Iterator[Finding]:
    """Little or no room for the database and pictures."""
    folder = Path(settings.DATA_DIR)
    free = shutil.disk_usage(folder).free
    if free >= LOW_SPACE_BYTES:
        return
    is_full = free < NO_SPACE_BYTES
    yield Finding(
        key="disk-space:data",
        severity=HealthIssue.Severity.ERROR if is_full else HealthIssue.Severity.WARNING,
        what=gettext_noop("Only %(free_mb)s MB are free where Hearth keeps its data."),
        why=gettext_noop("Scans stop and pictures can't be kept when nothing is left. Media files are never touched."),
        remedy=gettext_noop("Make room on this drive, or move the data directory and name it with HEARTH_DATA."),
        command=gettext_noop("df -h '%(folder)s'"),
        facts={"free_mb": free // 1000**2, "folder": str(folder)},
    )


def ffmpeg() -> Iterator[Finding]:
    """No FFmpeg, or one with a known hole."""
    from mediaserver.ops.doctor.ffmpeg import ffmpeg_verdicts
    from mediaserver.ops.doctor.verdicts import Mark

    try:
        broken = [verdict for verdict in ffmpeg_verdicts() if verdict.mark is Mark.BAD]
    except HearthError as error:
        yield Finding(
            key="ffmpeg:missing",
            severity=HealthIssue.Severity.ERROR,
            what=gettext_noop("%(words)s"),
            facts={"words": error.message},
        )
        return
    for verdict in broken:
        yield Finding(
            key="ffmpeg:old",
            severity=HealthIssue.Severity.ERROR,
            what=gettext_noop("This FFmpeg has a known hole: %(words)s"),
            why=gettext_noop("A crafted file could run programs when it is converted."),
            remedy=gettext_noop("Unset HEARTH_FFMPEG to use the one that came with Hearth, or install a newer one."),
            facts={"words": verdict.words},
        )


def isolation() -> Iterator[Finding]:
    """Media processes are less shut in than this system could do."""
    from mediaserver.lib.sandbox import isolation_report

    try:
        off = [measure for measure in isolation_report() if not measure.active]
    except HearthError as error:
        yield Finding(
            key="isolation:none",
            severity=HealthIssue.Severity.ERROR,
            what=gettext_noop("Media files can't be read: %(words)s"),
            facts={"words": error.message},
        )
        return
    weighty = [measure for measure in off if measure.name not in {"own_user", "process_limit"}]
    if weighty:
        yield Finding(
            key="isolation:less",
            severity=HealthIssue.Severity.NOTICE,
            what=gettext_noop("Processes that read media files are less shut in than they could be: %(names)s."),
            why=gettext_noop("A crafted file that breaks a reader could reach more of this system."),
            remedy=gettext_noop("docs/media-processes.md says what each measure needs."),
            facts={"names": ", ".join(measure.name for measure in weighty)},
        )


register_health_check("disk-space", disk_space)
register_health_check("ffmpeg", ffmpeg)
register_health_check("isolation", isolation)
