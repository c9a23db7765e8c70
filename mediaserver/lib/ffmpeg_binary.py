"""Which FFmpeg is run: the configured one, else the one that came with pip."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from mediaserver.lib.errors import BadConfiguration


def find() -> str:
    """Return the absolute path of the FFmpeg to run. Raises BadConfiguration with a way on where there is none."""
    configured = settings.FFMPEG_PATH
    if configured:
        if not os.access(configured, os.X_OK):
            raise BadConfiguration(f"HEARTH_FFMPEG names {configured}, which can't be run.", path=configured)
        return str(Path(configured).resolve())
    import imageio_ffmpeg  # 40 ms of import, needed by few processes

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise BadConfiguration("There is no FFmpeg. Run `make setup` again, or name one with HEARTH_FFMPEG.") from error
