"""What is known of a file after probing it. Frozen values; every number has its unit in its name.

They are made from the answer of a media process, which is not trusted: `read_record` takes only values of the right
type and size and drops the rest.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

MAX_NUMBER = 2**53
MAX_STREAMS, MAX_CHAPTERS, MAX_TAGS, MAX_VALUES = 500, 2000, 300, 64
RecordT = TypeVar("RecordT")
Check = Callable[[Any], Any]


def _number(value: Any) -> int | None:
    return value if type(value) is int and -MAX_NUMBER <= value <= MAX_NUMBER else None


def _real(value: Any) -> float | None:
    return float(value) if type(value) in (float, int) and abs(value) < 1e12 else None  # NaN is below nothing


def _flag(value: Any) -> bool:
    return value is True


def _text(value: Any) -> str:
    return value.replace("\0", "")[:2000] if type(value) is str else ""


def _ratio(value: Any) -> tuple[int, int] | None:
    if isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value) and value[1] > 0:
        return (value[0], value[1])
    return None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(part) for part in value[:MAX_VALUES] if type(part) is str) if isinstance(value, list) else ()


def _text_map(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        return {}
    pairs = [(name, text) for name, text in value.items() if type(name) is str and type(text) is str]
    return {_text(name)[:100]: _text(text) for name, text in pairs[:MAX_TAGS]}


def _bytes(value: Any) -> bytes:
    return value if type(value) is bytes else b""


def _records(record: type[Any], limit: int) -> Check:
    def check(value: Any) -> tuple[Any, ...]:
        return tuple(read_record(record, part) for part in value[:limit]) if isinstance(value, list) else ()

    return check


def _checked(check: Check, default: Any = None) -> Any:
    return dataclasses.field(default=default, metadata={"check": check})


@functools.cache
def _checks(record: type[Any]) -> tuple[tuple[str, Check], ...]:
    return tuple((field.name, field.metadata["check"]) for field in dataclasses.fields(record))


def read_record(record: type[RecordT], answer: Any) -> RecordT:
    """Make a record of facts from a media process's answer; what has the wrong type becomes unknown."""
    given = answer if isinstance(answer, dict) else {}
    kind: Any = record
    checks = _checks(kind)
    return record(**{name: check(given[name]) for name, check in checks if name in given})


@dataclasses.dataclass(frozen=True)
class ChapterFacts:
    """A titled span of time."""

    start_ms: int | None = _checked(_number)
    end_ms: int | None = _checked(_number)
    title: str = _checked(_text, "")


@dataclasses.dataclass(frozen=True)
class StreamFacts:
    """One stream of a file. `kind`: video, audio, subtitle, attachment, data. "" and None mean unknown.

    `rotation_degrees` is the clockwise turn before showing; `hdr`: "", hdr10, hlg or dolby_vision; colour words are
    those of FFmpeg (bt709, smpte2084, bt2020nc); `level` is the codec's number times ten (H.264) or thirty (HEVC).
    """

    index: int = _checked(_number, 0)
    kind: str = _checked(_text, "")
    codec: str = _checked(_text, "")
    codec_tag: str = _checked(_text, "")
    profile: str = _checked(_text, "")
    level: int | None = _checked(_number)
    bitrate_bps: int | None = _checked(_number)
    duration_ms: int | None = _checked(_number)
    language: str = _checked(_text, "")
    title: str = _checked(_text, "")
    is_default: bool = _checked(_flag, False)
    is_forced: bool = _checked(_flag, False)
    is_hearing_impaired: bool = _checked(_flag, False)
    is_visual_impaired: bool = _checked(_flag, False)
    is_commentary: bool = _checked(_flag, False)
    is_original: bool = _checked(_flag, False)
    is_attached_picture: bool = _checked(_flag, False)
    width: int | None = _checked(_number)
    height: int | None = _checked(_number)
    sar: tuple[int, int] | None = _checked(_ratio)
    frame_rate: tuple[int, int] | None = _checked(_ratio)
    bit_depth: int | None = _checked(_number)
    pixel_format: str = _checked(_text, "")
    chroma: str = _checked(_text, "")
    is_full_range: bool = _checked(_flag, False)
    color_primaries: str = _checked(_text, "")
    color_transfer: str = _checked(_text, "")
    color_matrix: str = _checked(_text, "")
    hdr: str = _checked(_text, "")
    dolby_vision_profile: int | None = _checked(_number)
    dolby_vision_compatibility: int | None = _checked(_number)
    is_interlaced: bool = _checked(_flag, False)
    rotation_degrees: int = _checked(lambda value: value if value in (90, 180, 270) else 0, 0)
    channel_count: int | None = _checked(_number)
    channel_layout: str = _checked(_text, "")
    sample_rate_hz: int | None = _checked(_number)


@dataclasses.dataclass(frozen=True)
class VideoFacts:
    """A video file. `container`: mp4, mov, matroska, webm, avi, mpegts, mpeg, asf, flv, ogg …

    `keyframe_ms` holds times of keyframes on the first video stream as packed little-endian 64-bit numbers, empty
    where the file has no index; `keyframe_positions` the bytes to seek to, empty where unknown;
    `keyframes_are_exact` says that the times are those at which the frames are shown.
    """

    container: str = _checked(_text, "")
    duration_ms: int | None = _checked(_number)
    bitrate_bps: int | None = _checked(_number)
    start_ms: int | None = _checked(_number)
    title: str = _checked(_text, "")
    tags: Mapping[str, str] = dataclasses.field(default_factory=dict, metadata={"check": _text_map})
    streams: tuple[StreamFacts, ...] = _checked(_records(StreamFacts, MAX_STREAMS), ())
    chapters: tuple[ChapterFacts, ...] = _checked(_records(ChapterFacts, MAX_CHAPTERS), ())
    cover_stream_index: int | None = _checked(_number)
    keyframe_ms: bytes = _checked(_bytes, b"")
    keyframe_positions: bytes = _checked(_bytes, b"")
    keyframes_are_exact: bool = _checked(_flag, False)
    every_frame_is_key: bool = _checked(_flag, False)
    was_decoded: bool = _checked(_flag, False)

    @property
    def video(self) -> StreamFacts | None:
        """The first moving picture."""
        return next((s for s in self.streams if s.kind == "video" and not s.is_attached_picture), None)

    def of_kind(self, kind: str) -> list[StreamFacts]:
        """Return the streams of one kind in the order of the file."""
        return [stream for stream in self.streams if stream.kind == kind]


@dataclasses.dataclass(frozen=True)
class AudioFacts:
    """A music file: its sound and its tags. Names with several values are tuples in the order of the file."""

    container: str = _checked(_text, "")
    codec: str = _checked(_text, "")
    duration_ms: int | None = _checked(_number)
    bitrate_bps: int | None = _checked(_number)
    sample_rate_hz: int | None = _checked(_number)
    bit_depth: int | None = _checked(_number)
    channel_count: int | None = _checked(_number)
    is_lossless: bool = _checked(_flag, False)
    title: str = _checked(_text, "")
    artists: tuple[str, ...] = _checked(_texts, ())
    album_artists: tuple[str, ...] = _checked(_texts, ())
    album: str = _checked(_text, "")
    track_number: int | None = _checked(_number)
    track_total: int | None = _checked(_number)
    disc_number: int | None = _checked(_number)
    disc_total: int | None = _checked(_number)
    date: str = _checked(_text, "")
    original_date: str = _checked(_text, "")
    year: int | None = _checked(_number)
    genres: tuple[str, ...] = _checked(_texts, ())
    composers: tuple[str, ...] = _checked(_texts, ())
    is_compilation: bool = _checked(_flag, False)
    sort_title: str = _checked(_text, "")
    sort_artists: tuple[str, ...] = _checked(_texts, ())
    sort_album_artists: tuple[str, ...] = _checked(_texts, ())
    sort_album: str = _checked(_text, "")
    comment: str = _checked(_text, "")
    lyrics: str = _checked(_text, "")
    musicbrainz: Mapping[str, str] = dataclasses.field(default_factory=dict, metadata={"check": _text_map})
    replaygain_track_db: float | None = _checked(_real)
    replaygain_track_peak: float | None = _checked(_real)
    replaygain_album_db: float | None = _checked(_real)
    replaygain_album_peak: float | None = _checked(_real)
    has_cover: bool = _checked(_flag, False)


@dataclasses.dataclass(frozen=True)
class PhotoFacts:
    """A picture file. Width and height are as shown, after the turn that EXIF asks for.

    `taken_at` is ISO 8601, with an offset where the camera wrote one, else local time of the place.
    """

    container: str = _checked(_text, "")
    width: int | None = _checked(_number)
    height: int | None = _checked(_number)
    orientation: int = _checked(lambda value: value if value in range(1, 9) else 1, 1)
    is_animated: bool = _checked(_flag, False)
    taken_at: str = _checked(_text, "")
    camera: str = _checked(_text, "")
    lens: str = _checked(_text, "")
    latitude: float | None = _checked(_real)
    longitude: float | None = _checked(_real)
    altitude_m: float | None = _checked(_real)
    iso: int | None = _checked(_number)
    exposure_s: float | None = _checked(_real)
    aperture: float | None = _checked(_real)
    focal_length_mm: float | None = _checked(_real)
    caption: str = _checked(_text, "")
    keywords: tuple[str, ...] = _checked(_texts, ())


@dataclasses.dataclass(frozen=True)
class Picture:
    """An encoded picture as it came out of a media process."""

    data: bytes = _checked(_bytes, b"")
    mime_type: str = _checked(_text, "")
    width: int | None = _checked(_number)
    height: int | None = _checked(_number)
    at_ms: int | None = _checked(_number)
