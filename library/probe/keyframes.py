"""Keep the keyframes of a video as a small file: when each is shown and, where known, the byte to seek to.

Layout, little-endian: magic `HKFI`, version (1), flags (1 exact, 2 has positions, 4 every frame is a keyframe),
two zero bytes, count (4), length of the body (4), CRC-32 of the body (4); the body is the zlib-compressed
differences, first of all times, then of all positions, each a signed 64-bit number. A film of two hours takes some
ten kilobytes.
"""

from __future__ import annotations

import os
import struct
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from library.probe.facts import VideoFacts
from mediaserver.lib.errors import Broken

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Numbers = NDArray[numpy.int64]

MAGIC, VERSION = b"HKFI", 1
EXACT, WITH_POSITIONS, EVERY_FRAME = 1, 2, 4
HEADER = struct.Struct("<4sBB2xIII")
MAX_COUNT = 2_000_000
MAX_FILE_BYTES = HEADER.size + 32 * 1024 * 1024


class BrokenKeyframeIndex(Broken):
    """The index file is damaged; probing the video again writes a new one."""

    code = "broken_keyframe_index"


@dataclass(frozen=True)
class KeyframeIndex:
    """Keyframes of the first video stream, in rising order.

    `times_ms` counts from the video's start; `positions` is empty where unknown; `is_exact` says that times are those
    of showing (else of decoding); with `every_frame_is_key` the list is empty and any frame may be cut at.
    """

    times_ms: Numbers
    positions: Numbers
    is_exact: bool
    every_frame_is_key: bool = False


def keyframe_index(facts: VideoFacts) -> KeyframeIndex | None:
    """Return the index that a probe found; None where the file has none and must be read through for it."""
    import numpy  # 60 ms of import, needed by few

    size = len(facts.keyframe_ms) // 8 * 8
    times = numpy.frombuffer(facts.keyframe_ms[:size], "<i8").astype(numpy.int64)
    if len(times) == 0 and not facts.every_frame_is_key:
        return None
    if len(times) > MAX_COUNT or (times < 0).any() or (numpy.diff(times) <= 0).any():
        times, keep = numpy.unique(times.clip(0), return_index=True)
    else:
        keep = numpy.arange(len(times))
    positions = numpy.frombuffer(facts.keyframe_positions[:size], "<i8").astype(numpy.int64)
    usable = len(positions) * 8 == size and not (positions < 0).any()
    positions = positions[keep] if usable else positions[:0]
    return KeyframeIndex(times, positions, facts.keyframes_are_exact, facts.every_frame_is_key)


def write_index(path: Path, index: KeyframeIndex) -> None:
    """Write the index whole or not at all: beside its place first, then moved. Makes the folder."""
    import numpy

    series = [index.times_ms, index.positions]
    raw = b"".join(numpy.diff(numbers, prepend=0).astype("<i8").tobytes() for numbers in series)
    body = zlib.compress(raw, 6)
    flags = (
        EXACT * index.is_exact + WITH_POSITIONS * (len(index.positions) > 0) + EVERY_FRAME * index.every_frame_is_key
    )
    head = HEADER.pack(MAGIC, VERSION, flags, len(index.times_ms), len(body), zlib.crc32(body))
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(head + body)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def read_index(path: Path) -> KeyframeIndex | None:
    """Return a stored index, None where there is no file. Raises BrokenKeyframeIndex for a damaged one."""
    import numpy

    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        return None
    flags, count, raw = _unpack(data)
    series = 2 if flags & WITH_POSITIONS else 1
    if len(raw) != count * 8 * series:
        raise _broken()
    numbers = numpy.cumsum(numpy.frombuffer(raw, "<i8").reshape(series, count), axis=1)
    times = numbers[0]
    if (times < 0).any() or (numpy.diff(times) <= 0).any():
        raise _broken()
    positions = numbers[1] if series == 2 else times[:0]
    return KeyframeIndex(times, positions, bool(flags & EXACT), bool(flags & EVERY_FRAME))


def _unpack(data: bytes) -> tuple[int, int, bytes]:
    if len(data) < HEADER.size or len(data) > MAX_FILE_BYTES:
        raise _broken()
    magic, version, flags, count, length, checksum = HEADER.unpack_from(data)
    body = data[HEADER.size :]
    if magic != MAGIC or version != VERSION or count > MAX_COUNT or len(body) != length or zlib.crc32(body) != checksum:
        raise _broken()
    limit = count * 16
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(body, limit + 1) if limit else b""
    except zlib.error as error:
        raise _broken() from error
    return flags, count, raw


def _broken() -> BrokenKeyframeIndex:
    from django.utils.translation import gettext as _

    return BrokenKeyframeIndex(_("The keyframe index of this video is damaged. Scan the library again to renew it."))
