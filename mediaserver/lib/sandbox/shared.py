"""The one pool of this server process, and what isolates its children."""

from __future__ import annotations

import functools

from mediaserver.lib.sandbox.running import MediaProcesses
from mediaserver.lib.sandbox.wire import Measure

ALLOWED_MODULES = (
    "library.artwork.pictures.operations",
    "library.probe.audio_operations",
    "library.probe.frame_cutting",
    "library.probe.photo_operations",
    "library.probe.video_operations",
)


@functools.cache
def media_processes() -> MediaProcesses:
    """Return the pool of this process; children start when the first file comes."""
    return MediaProcesses(ALLOWED_MODULES)


def isolation_report() -> list[Measure]:
    """Return each measure of isolation and whether it holds on this system. Starts a child once (0.2 s).

    Raises MediaProcessUnavailable where none can be started.
    """
    return media_processes().measures()
