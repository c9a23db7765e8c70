"""What a client says it can play, and what somebody limits it to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CONTAINERS = frozenset({"mp4", "webm", "matroska", "mpegts", "avi", "mp3", "flac", "ogg", "wav", "adts", "mov"})
VIDEO_CODECS = frozenset({"h264", "hevc", "av1", "vp8", "vp9", "mpeg2video", "mpeg4", "vc1", "theora"})
AUDIO_CODECS = frozenset(
    {"aac", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "dts", "truehd", "pcm_s16le", "pcm_s24le"}
)
HDR_KINDS = frozenset({"hdr10", "hdr10+", "hlg", "dolby_vision"})


@dataclass(frozen=True)
class CodecLimit:
    """Bounds within which a client plays a codec; None means without bound."""

    max_bit_depth: int | None = 8
    max_level: int | None = None
    max_width: int | None = None
    max_height: int | None = None
    max_channels: int | None = None


@dataclass(frozen=True)
class DeviceProfile:
    """Formats a client declares it can play."""

    name: str
    containers: frozenset[str]
    video: Mapping[str, CodecLimit] = field(default_factory=dict)
    audio: Mapping[str, CodecLimit] = field(default_factory=dict)
    hdr: frozenset[str] = frozenset()
    plays_interlaced: bool = False
    plays_any_audio_track: bool = False
    shows_text_subtitles: bool = False


@dataclass(frozen=True)
class PlaybackLimits:
    """What the viewer chose or the server imposes. None means without limit."""

    max_bitrate_bps: int | None = None
    max_height: int | None = None
    audio_index: int | None = None
    subtitle_index: int | None = None
    audio_languages: tuple[str, ...] = ()


PLAIN_BROWSER = DeviceProfile(
    name="browser",
    containers=frozenset({"mp4", "mp3", "wav"}),
    video={"h264": CodecLimit(max_bit_depth=8, max_level=52)},
    audio={"aac": CodecLimit(max_channels=6), "mp3": CodecLimit(max_channels=2)},
)
"""What every browser of the last ten years plays; used until a client has said more."""


def device_from_declaration(declared: Mapping[str, Any]) -> DeviceProfile:
    """Build a profile from what a client sent. Words we do not know are ignored, numbers are bounded.

    Shape: {"name", "containers": [..], "video": {codec: {"max_bit_depth", "max_level", "max_width", "max_height"}},
    "audio": {codec: {"max_channels"}}, "hdr": [..], "plays_interlaced", "plays_any_audio_track",
    "shows_text_subtitles"}. A declaration without containers gives `PLAIN_BROWSER`.
    """
    containers = declared.get("containers")
    if not isinstance(containers, list) or not containers:
        return PLAIN_BROWSER
    return DeviceProfile(
        name=str(declared.get("name") or "browser")[:60],
        containers=_words(containers, CONTAINERS),
        video=_limits(declared.get("video"), VIDEO_CODECS),
        audio=_limits(declared.get("audio"), AUDIO_CODECS),
        hdr=_words(declared.get("hdr"), HDR_KINDS),
        plays_interlaced=declared.get("plays_interlaced") is True,
        plays_any_audio_track=declared.get("plays_any_audio_track") is True,
        shows_text_subtitles=declared.get("shows_text_subtitles") is True,
    )


def _words(value: Any, known: frozenset[str]) -> frozenset[str]:
    return (
        frozenset(word for word in value if isinstance(word, str)) & known if isinstance(value, list) else frozenset()
    )


def _limits(value: Any, known: frozenset[str]) -> dict[str, CodecLimit]:
    if not isinstance(value, Mapping):
        return {}
    return {codec: _limit(bounds) for codec, bounds in value.items() if codec in known}


def _limit(bounds: Any) -> CodecLimit:
    given = bounds if isinstance(bounds, Mapping) else {}
    return CodecLimit(
        max_bit_depth=_number(given.get("max_bit_depth"), 8, 16) or 8,
        max_level=_number(given.get("max_level"), 1, 1000),
        max_width=_number(given.get("max_width"), 16, 16384),
        max_height=_number(given.get("max_height"), 16, 16384),
        max_channels=_number(given.get("max_channels"), 1, 64),
    )


def _number(value: Any, least: int, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return int(min(max(value, least), most))
