"""Reading the inside of files in media processes, as many as fit into a piece of the scan."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from library.models import MediaFile
from library.probe import AudioFacts, PhotoFacts, Probed, VideoFacts, probe_audios, probe_photos, probe_videos
from library.scanner.quick_hash import hash_file
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import resolve_inside
from mediaserver.lib.sandbox import MediaFileError, MediaFileRejected

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan

Facts = VideoFacts | AudioFacts | PhotoFacts
PROBE_S = 1.5
_NO_MEDIA = "not_media"


@dataclass(frozen=True)
class ProbedFile:
    """A file with what is known of it now, or the error that says why nothing is."""

    file: MediaFile
    facts: Facts | None
    error: MediaFileError | None
    quick_hash: bytes | None


def probe_files(scan: Scan, files: Sequence[MediaFile]) -> list[ProbedFile]:
    """Probe files in their order until the piece's time is up; the rest is left for the next piece."""
    until = time.monotonic() + PROBE_S
    outcomes: list[ProbedFile] = []
    for kind, members in _runs_of_one_kind(files):
        if outcomes and time.monotonic() >= until:
            break
        for probed in _probe(kind, _readable(scan, members, until, outcomes)):
            file = probed.key
            digest = None
            if probed.error is None:
                digest = file.quick_hash or hash_file(scan.roots[file.root_id].path_bytes, file.path_bytes)
            outcomes.append(ProbedFile(file, probed.facts, probed.error, bytes(digest) if digest else None))
    return outcomes


def _runs_of_one_kind(files: Sequence[MediaFile]) -> Iterator[tuple[str, list[MediaFile]]]:
    """Cut the row of files where the kind changes; each stretch goes to one media process."""
    start = 0
    for index in range(1, len(files) + 1):
        if index == len(files) or files[index].kind != files[start].kind:
            yield files[start].kind, list(files[start:index])
            start = index


def _readable(
    scan: Scan, files: Iterable[MediaFile], until: float, outcomes: list[ProbedFile]
) -> Iterator[tuple[MediaFile, bytes]]:
    """Files with their real paths, as long as there is time. One that can't be reached has its outcome at once."""
    for position, file in enumerate(files):
        if position and time.monotonic() >= until:
            return
        try:
            yield file, resolve_inside(scan.roots[file.root_id].path_bytes, file.path_bytes)
        except HearthError:
            outcomes.append(ProbedFile(file, None, MediaFileRejected("missing"), None))


def _probe(kind: str, files: Iterator[tuple[MediaFile, bytes]]) -> Iterator[Probed[MediaFile, Facts]]:
    if kind == MediaFile.Kind.VIDEO:
        yield from probe_videos(files)  # type: ignore[misc]
    elif kind == MediaFile.Kind.AUDIO:
        yield from probe_audios(files)  # type: ignore[misc]
    else:
        yield from probe_photos(files)  # type: ignore[misc]
