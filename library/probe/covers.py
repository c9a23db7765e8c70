"""Find the front cover inside a music file."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import mutagen.apev2
import mutagen.flac
import mutagen.id3
import mutagen.mp4
import mutagen.oggopus

FRONT = 3
MAX_COVER_BYTES = 20 * 1024 * 1024
Cover = tuple[bytes, str]


def find_cover(audio: Any) -> Cover | None:
    """Return (bytes, MIME type) of the front cover, else of the first picture; None where there is none."""
    candidates = [found for found in _candidates(audio) if 0 < len(found[1]) <= MAX_COVER_BYTES]
    if not candidates:
        return None
    _kind, data = min(candidates, key=lambda found: found[0] != FRONT)
    return data, mime_type(data)


def mime_type(data: bytes) -> str:
    """Return the type by the first bytes; what tags claim is often wrong."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"GIF8"):
        return "image/gif"
    if data.startswith(b"BM"):
        return "image/bmp"
    return "application/octet-stream"


def _is(value: Any, kind: type[Any]) -> bool:
    return isinstance(value, kind)  # without narrowing to classes that mutagen leaves untyped


def _candidates(audio: Any) -> list[tuple[int, bytes]]:
    if _is(audio, mutagen.flac.FLAC):
        return [(int(picture.type), picture.data) for picture in audio.pictures]
    tags = audio.tags
    if tags is None:
        return []
    if _is(tags, mutagen.id3.ID3Tags):
        return [(int(frame.type), frame.data) for frame in tags.getall("APIC")]
    if _is(tags, mutagen.mp4.MP4Tags):
        return [(FRONT, bytes(cover)) for cover in tags.get("covr", [])]
    if "WM/Picture" in tags:
        return [found for value in tags["WM/Picture"] if (found := _windows_picture(bytes(value.value)))]
    if _is(tags, mutagen.apev2.APEv2):
        value = tags.get("Cover Art (Front)")
        return [(FRONT, bytes(value.value).partition(b"\0")[2])] if value is not None else []
    return [found for text in tags.get("metadata_block_picture", []) if (found := _vorbis_picture(text))]


def _vorbis_picture(text: str) -> tuple[int, bytes] | None:
    """Source: https://wiki.xiph.org/VorbisComment#METADATA_BLOCK_PICTURE."""
    try:
        reader: Any = mutagen.flac.Picture
        picture = reader(base64.b64decode(text, validate=False))
    except (binascii.Error, ValueError, mutagen.flac.error):
        return None
    return int(picture.type), picture.data


def _windows_picture(value: bytes) -> tuple[int, bytes] | None:
    """One byte of kind, four of length, two names in UTF-16 ended by two zeros, then the picture."""
    at = 5
    for _ in range(2):
        while value[at : at + 2] not in (b"\0\0", b""):
            at += 2
        at += 2
    length = int.from_bytes(value[1:5], "little")
    return (value[0], value[at : at + length]) if value else None
