"""The few facts of MP4 and MOV that libav keeps from Python: rotation, Dolby Vision, exact times of keyframes.

Only box headers and the named tables are read, each bounded; nothing here recurses on input.
Source: ISO/IEC 14496-12 §8 (boxes), Dolby Vision Streams Within the ISO Base Media File Format §3.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

MAX_BOXES = 4096
MAX_MOVIE_BYTES = 128 * 1024 * 1024
BOX = struct.Struct(">I4s")
CONTAINERS = {b"mdia", b"minf", b"stbl", b"edts"}
TABLES = {b"tkhd", b"mdhd", b"stsd", b"stss", b"stts", b"ctts", b"elst", b"hdlr"}
DOLBY_VISION = (b"dvcC", b"dvvC", b"dvwC")
ROTATIONS = {(0, 1, -1, 0): 90, (-1, 0, 0, -1): 180, (0, -1, 1, 0): 270}
Times = NDArray[numpy.int64]


@dataclass(frozen=True)
class TrackFacts:
    """One track: the quarter turns it is shown with and when its keyframes are shown (None: no table)."""

    rotation_degrees: int
    dolby_vision: tuple[int, int] | None  # profile, compatibility id
    keyframe_ms: Times | None
    every_frame_is_key: bool


def read_tracks(descriptor: int) -> dict[int, TrackFacts]:
    """Return the facts of each track by its id. A file without or with broken tables gives what could be read."""
    movie = _read_movie(descriptor)
    scale = 1000
    tracks: dict[int, TrackFacts] = {}
    for kind, start, end in _boxes(movie, 0, len(movie)):
        if kind == b"mvhd":
            at = start + (20 if movie[start : start + 1] == b"\1" else 12)
            scale = int.from_bytes(movie[at : at + 4], "big") or 1000
        elif kind == b"trak":
            number, facts = _track(_tables(movie, start, end), scale)
            tracks[number] = facts
    return tracks


def _read_movie(descriptor: int) -> bytes:
    """Return the contents of the moov box, wherever it stands; nothing where it is missing or absurdly large."""
    size = os.fstat(descriptor).st_size
    at = 0
    for _ in range(MAX_BOXES):
        head = os.pread(descriptor, 16, at)
        if len(head) < 8:
            break
        length, kind, header = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, header = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = size - at
        if length < header:
            break
        if kind == b"moov":
            return os.pread(descriptor, length - header, at + header) if length <= MAX_MOVIE_BYTES else b""
        at += length
    return b""


def rehearse() -> None:
    """Use every numpy function once."""
    row = struct.Struct(">2I")
    tables = {
        b"mdhd": bytes(12) + row.pack(1000, 0),
        b"stts": bytes(4) + row.pack(1, 2) + struct.pack(">I", 40),
        b"stss": bytes(4) + row.pack(1, 1),
        b"ctts": bytes(4) + row.pack(1, 2) + struct.pack(">I", 0),
    }
    _keyframes(tables, 1000)


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start of contents, end) of the boxes side by side in a span."""
    at = start
    while at + 8 <= end:
        length, kind = BOX.unpack_from(data, at)
        header = 8
        if length == 1:
            length, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = end - at
        if length < header or at + length > end:
            return
        yield kind, at + header, at + length
        at += length


def _tables(data: bytes, start: int, end: int) -> dict[bytes, bytes]:
    """Return the contents of the tables of a track."""
    found: dict[bytes, bytes] = {}
    spans = [(start, end)]
    while spans:
        for kind, inner, inner_end in _boxes(data, *spans.pop()):
            if kind in CONTAINERS:
                spans.append((inner, inner_end))
            elif kind in TABLES and kind not in found:
                found[kind] = data[inner:inner_end]
    return found


def _track(tables: dict[bytes, bytes], movie_scale: int) -> tuple[int, TrackFacts]:
    head = tables.get(b"tkhd", b"")
    wide = head[:1] == b"\1"
    number = int.from_bytes(head[20:24] if wide else head[12:16], "big")
    matrix_at = 52 if wide else 40
    is_video = tables.get(b"hdlr", b"")[8:12] == b"vide"
    times, all_key = _keyframes(tables, movie_scale) if is_video else (None, False)
    rotation = _rotation(head[matrix_at : matrix_at + 36])
    return number, TrackFacts(rotation, _dolby_vision(tables.get(b"stsd", b"")), times, all_key)


def _rotation(matrix: bytes) -> int:
    """Return the clockwise turn of a display matrix, 0 for anything but quarter turns."""
    if len(matrix) < 36:
        return 0
    a, b, _u, c, d = struct.unpack(">5i", matrix[:20])
    signs = tuple((value > 0) - (value < 0) for value in (a, b, c, d))
    return ROTATIONS.get(signs, 0)


def _dolby_vision(descriptions: bytes) -> tuple[int, int] | None:
    for name in DOLBY_VISION:
        at = descriptions.find(name)
        if 0 <= at <= len(descriptions) - 9:
            return read_dolby_vision(descriptions[at + 4 : at + 28])
    return None


def read_dolby_vision(record: bytes) -> tuple[int, int] | None:
    """Return profile and compatibility id of a DOVIDecoderConfigurationRecord."""
    if len(record) < 5:
        return None
    return record[2] >> 1, record[4] >> 4


def _keyframes(tables: dict[bytes, bytes], movie_scale: int) -> tuple[Times | None, bool]:
    """Return when each keyframe is shown, in ms; decode time plus composition offset minus the edit list's start."""
    media = tables.get(b"mdhd", b"")
    scale = int.from_bytes(media[20:24] if media[:1] == b"\1" else media[12:16], "big")
    durations = _table(tables.get(b"stts"), 8)
    if not scale or durations is None or len(durations) == 0:
        return None, False
    keys = _table(tables.get(b"stss"), 4)
    if keys is None:
        return None, True
    ends = numpy.cumsum(durations[:, 0])
    numbers = keys[:, 0] - 1
    numbers = numbers[(numbers >= 0) & (numbers < ends[-1])]
    run = numpy.searchsorted(ends, numbers, side="right")
    time_before = numpy.concatenate(([0], numpy.cumsum(durations[:, 0] * durations[:, 1])))[run]
    first_of_run = numpy.concatenate(([0], ends))[run]
    times = time_before + (numbers - first_of_run) * durations[run, 1]
    offsets = _table(tables.get(b"ctts"), 8)
    if offsets is not None and len(offsets):
        which = numpy.minimum(numpy.searchsorted(numpy.cumsum(offsets[:, 0]), numbers, side="right"), len(offsets) - 1)
        times = times + offsets[which, 1].astype(numpy.uint32).view(numpy.int32)
    times = times + _edit_shift(tables.get(b"elst", b""), scale, movie_scale)
    return numpy.unique(numpy.maximum(times, 0) * 1000 // scale), False


def _table(contents: bytes | None, row_bytes: int) -> Times | None:
    """Return the rows of a table of 32-bit numbers, as many as are really there."""
    if contents is None or len(contents) < 8:
        return None
    count = min(int.from_bytes(contents[4:8], "big"), (len(contents) - 8) // row_bytes)
    rows = numpy.frombuffer(contents, ">u4", count * row_bytes // 4, 8)
    return rows.astype(numpy.int64).reshape(count, row_bytes // 4)


def _edit_shift(edits: bytes, scale: int, movie_scale: int) -> int:
    """Return what the edit list adds to every time: empty edits delay, the first real one cuts its start off."""
    if len(edits) < 8:
        return 0
    wide = edits[0] == 1
    row = struct.Struct(">Qqi" if wide else ">Iii")
    delay = 0
    for number in range(min(int.from_bytes(edits[4:8], "big"), 16)):
        if 8 + (number + 1) * row.size > len(edits):
            break
        length, media_time, _rate = row.unpack_from(edits, 8 + number * row.size)
        if media_time >= 0:
            return int(delay - media_time)
        delay += length * scale // movie_scale
    return delay
