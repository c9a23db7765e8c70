"""Probe files from the server's side: each file is parsed in a media process, its facts are checked here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from library.probe.facts import AudioFacts, PhotoFacts, Picture, VideoFacts, read_record
from mediaserver.lib.sandbox import Limits, MediaFile, MediaFileError, MediaFileRejected, MediaJob, media_processes

KeyT = TypeVar("KeyT")
FactsT = TypeVar("FactsT")
VIDEO, AUDIO, PHOTO = (
    "library.probe.video_operations",
    "library.probe.audio_operations",
    "library.probe.photo_operations",
)
FRAME = "library.probe.frame_cutting"
PROBE_LIMITS = Limits(time_limit_s=60, memory_limit_mb=768)
FRAME_TIME_LIMIT_S, FRAME_MEMORY_LIMIT_MB = 60, 1536


@dataclass(frozen=True)
class Probed(Generic[KeyT, FactsT]):
    """What is known of one file now, or why nothing is. `key` is the caller's own."""

    key: KeyT
    facts: FactsT | None = None
    error: MediaFileError | None = None


def probe_videos(files: Iterable[tuple[KeyT, MediaFile]]) -> Iterator[Probed[KeyT, VideoFacts]]:
    """Probe many video files in order, one media process for all. Raises MediaProcessUnavailable."""
    return _probe_many(f"{VIDEO}:probe", VideoFacts, files)


def probe_audios(files: Iterable[tuple[KeyT, MediaFile]]) -> Iterator[Probed[KeyT, AudioFacts]]:
    """Read sound and tags of many music files in order. Raises MediaProcessUnavailable."""
    return _probe_many(f"{AUDIO}:probe", AudioFacts, files)


def probe_photos(files: Iterable[tuple[KeyT, MediaFile]]) -> Iterator[Probed[KeyT, PhotoFacts]]:
    """Read size and EXIF of many photos in order. Raises MediaProcessUnavailable."""
    return _probe_many(f"{PHOTO}:probe", PhotoFacts, files)


def cut_frame(file: MediaFile, *, width_limit: int = 1920, image_format: str = "webp") -> Picture:
    """Choose a good frame of a video and return it upright and in its right shape. Raises MediaFileError."""
    answer = media_processes().run(
        f"{FRAME}:cut_frame", [file], {"width_limit": width_limit, "image_format": image_format},
        time_limit_s=FRAME_TIME_LIMIT_S, memory_limit_mb=FRAME_MEMORY_LIMIT_MB,
    )  # fmt: skip
    return _picture(answer, "no_frame")


def video_cover(file: MediaFile) -> Picture:
    """Return the cover embedded in a video as it is stored. Raises MediaFileRejected("no_cover")."""
    return _picture(media_processes().run(f"{FRAME}:cut_cover", [file]), "no_cover")


def audio_cover(file: MediaFile) -> Picture:
    """Return the front cover embedded in a music file as it is stored. Raises MediaFileRejected("no_cover")."""
    return _picture(media_processes().run(f"{AUDIO}:cover", [file]), "no_cover")


def _picture(answer: object, reason: str) -> Picture:
    picture = read_record(Picture, answer)
    if not picture.data:
        raise MediaFileRejected(reason)
    return picture


def _probe_many(
    operation: str, record: type[FactsT], files: Iterable[tuple[KeyT, MediaFile]]
) -> Iterator[Probed[KeyT, FactsT]]:
    jobs = (MediaJob(key, [file]) for key, file in files)
    for outcome in media_processes().run_many(operation, jobs, limits=PROBE_LIMITS):
        if outcome.error is not None:
            yield Probed(outcome.key, error=outcome.error)
        else:
            yield Probed(outcome.key, read_record(record, outcome.value))
