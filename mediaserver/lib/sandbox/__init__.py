"""Media processes: hostile files are parsed in locked-in children, and a crash costs one file. See README.md."""

from mediaserver.lib.sandbox.errors import (
    MediaFileError,
    MediaFileRejected,
    MediaProcessCrashed,
    MediaProcessMemory,
    MediaProcessTimeout,
    MediaProcessUnavailable,
)
from mediaserver.lib.sandbox.running import Limits, MediaFile, MediaJob, MediaProcesses, Outcome
from mediaserver.lib.sandbox.shared import isolation_report, media_processes
from mediaserver.lib.sandbox.wire import Measure, Rejected

__all__ = [
    "Limits",
    "Measure",
    "MediaFile",
    "MediaFileError",
    "MediaFileRejected",
    "MediaJob",
    "MediaProcessCrashed",
    "MediaProcessMemory",
    "MediaProcessTimeout",
    "MediaProcessUnavailable",
    "MediaProcesses",
    "Outcome",
    "Rejected",
    "isolation_report",
    "media_processes",
]
