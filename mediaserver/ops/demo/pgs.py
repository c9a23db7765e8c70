"""Writes picture subtitles (PGS, the `.sup` files of Blu-ray discs), which FFmpeg can copy but not make.

A line of text becomes one display set that shows it and one that clears it. A display set is the segments PCS
(composition), WDS (window), PDS (palette), ODS (picture, run-length coded) and END, each behind a 13-byte header.
Source: US patent 2009/0185789 A1 (presentation graphic stream) and the reader in FFmpeg, `libavcodec/pgssubdec.c`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont

PCS, WDS, PDS, ODS, END = 0x16, 0x17, 0x14, 0x15, 0x80
CLOCK_HZ = 90_000
# A segment's length has 16 bits, and an object segment spends four bytes on its own head.
LARGEST_PIECE_BYTES = 0xFFFF - 4
LONGEST_RUN = 0x3FFF
EPOCH_START, NORMAL = 0x80, 0x00
# Palette entries: 0 nothing, then the shades from outline to letter as (luma, opacity).
SHADES = ((16, 255), (70, 255), (125, 255), (180, 255), (235, 255))
LEVELS = len(SHADES)


@dataclass(frozen=True)
class Cue:
    """A text and the milliseconds between which it is shown."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Bitmap:
    """Palette indexes, row by row."""

    width: int
    height: int
    rows: tuple[bytes, ...]


def draw_text(text: str, size_px: int) -> Bitmap:
    """Draw white letters with a dark outline, lines centred, as palette indexes."""
    font = ImageFont.load_default(size_px)
    outline = max(2, size_px // 14)
    probe = ImageDraw.Draw(Image.new("L", (1, 1)))
    left, top, right, bottom = probe.multiline_textbbox(
        (0, 0), text, font=font, align="center", stroke_width=outline, spacing=size_px // 4
    )
    size = (int(right - left) + 4, int(bottom - top) + 4)
    where = (2 - left, 2 - top)
    shape, letters = Image.new("L", size), Image.new("L", size)
    spacing = size_px // 4
    ImageDraw.Draw(shape).multiline_text(
        where, text, fill=255, font=font, align="center", stroke_width=outline, stroke_fill=255, spacing=spacing
    )
    ImageDraw.Draw(letters).multiline_text(where, text, fill=255, font=font, align="center", spacing=spacing)
    inside, light = shape.tobytes(), letters.tobytes()
    pixels = bytes(
        0 if covered < 128 else 1 + white * (LEVELS - 1) // 255 for covered, white in zip(inside, light, strict=True)
    )
    width, height = size
    return Bitmap(width, height, tuple(pixels[row * width : (row + 1) * width] for row in range(height)))


def run_length_code(row: bytes) -> bytes:
    """Code one row: pixels of colour 0 and repeated pixels as runs, single ones as they are, 0 0 at the end.

    Example: bytes([5, 0, 0, 0, 7, 7, 7, 7]) becomes 05 00 03 00 84 07 00 00.
    """
    coded = bytearray()
    for colour, pixels in groupby(row):
        left = sum(1 for _ in pixels)
        while left:
            count = min(left, LONGEST_RUN)
            coded += _run(colour, count)
            left -= count
    return bytes(coded + b"\0\0")


def _run(colour: int, count: int) -> bytes:
    if colour and count <= 2:
        return bytes([colour]) * count
    flag = 0x80 if colour else 0x00
    head = bytes([0, flag | count]) if count < 64 else bytes([0, flag | 0x40 | count >> 8, count & 0xFF])
    return head + (bytes([colour]) if colour else b"")


def _segment(kind: int, at_ms: int, body: bytes) -> bytes:
    return struct.pack(">2sIIBH", b"PG", at_ms * CLOCK_HZ // 1000, 0, kind, len(body)) + body


def _composition(number: int, frame: tuple[int, int], place: tuple[int, int] | None) -> bytes:
    """PCS: `place` is the upper left corner of the one object, None to show nothing."""
    state = NORMAL if place is None else EPOCH_START
    head = struct.pack(">HHBHBBBB", frame[0], frame[1], 0x10, number & 0xFFFF, state, 0, 0, 0 if place is None else 1)
    return head if place is None else head + struct.pack(">HBBHH", 0, 0, 0, *place)


def _window(place: tuple[int, int], bitmap: Bitmap) -> bytes:
    return struct.pack(">BBHHHH", 1, 0, *place, bitmap.width, bitmap.height)


def _palette() -> bytes:
    entries = b"".join(bytes([index, luma, 128, 128, alpha]) for index, (luma, alpha) in enumerate(SHADES, start=1))
    return bytes([0, 0]) + entries


def _objects(bitmap: Bitmap) -> Iterator[bytes]:
    """ODS bodies: the coded picture, in as many pieces as its length needs."""
    data = b"".join(run_length_code(row) for row in bitmap.rows)
    first = struct.pack(">I", len(data) + 4)[1:] + struct.pack(">HH", bitmap.width, bitmap.height) + data
    pieces = [first[at : at + LARGEST_PIECE_BYTES] for at in range(0, len(first), LARGEST_PIECE_BYTES)]
    for number, piece in enumerate(pieces):
        order = (0x80 if number == 0 else 0) | (0x40 if number == len(pieces) - 1 else 0)
        yield struct.pack(">HBB", 0, 0, order) + piece


def write_pgs(cues: Iterable[Cue], frame: tuple[int, int]) -> bytes:
    """Return a whole `.sup` file for a picture of `frame` pixels, texts centred near the lower edge."""
    # FFmpeg takes the first time stamp of an input for its zero, so that the first set is an empty one at 0.
    stream = bytearray(_segment(PCS, 0, _composition(0, frame, None)) + _segment(END, 0, b""))
    number = 1
    for cue in cues:
        bitmap = draw_text(cue.text, max(16, frame[1] // 18))
        place = ((frame[0] - bitmap.width) // 2, frame[1] - bitmap.height - frame[1] // 14)
        if min(place) < 0:
            raise ValueError(f"This text is too wide for {frame[0]} pixels: {cue.text!r}")
        stream += _segment(PCS, cue.start_ms, _composition(number, frame, place))
        stream += _segment(WDS, cue.start_ms, _window(place, bitmap))
        stream += _segment(PDS, cue.start_ms, _palette())
        for body in _objects(bitmap):
            stream += _segment(ODS, cue.start_ms, body)
        stream += _segment(END, cue.start_ms, b"")
        stream += _segment(PCS, cue.end_ms, _composition(number + 1, frame, None))
        stream += _segment(WDS, cue.end_ms, _window(place, bitmap))
        stream += _segment(END, cue.end_ms, b"")
        number += 2
    return bytes(stream)
