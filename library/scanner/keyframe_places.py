"""Where a video's keyframe index lies in the data directory."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from library.models import MediaFile


def keyframe_path(file: MediaFile) -> Path:
    """`DATA_DIR/keyframes/ab/<file pid>.kfi`; the folder is named by the pid's second byte (its first names the table)."""
    return Path(settings.DATA_DIR) / "keyframes" / file.pid[2:4] / f"{file.pid}.kfi"
