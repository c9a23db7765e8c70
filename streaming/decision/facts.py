"""What a file holds, as far as playing is concerned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VideoFacts:
    """A video stream. `level` is the codec's own number (H.264 4.1 is 41, HEVC 4.1 is 123). `hdr` is "" for SDR."""

    index: int
    codec: str
    profile: str = ""
    level: int | None = None
    width: int = 0
    height: int = 0
    bit_depth: int = 8
    pixel_format: str = ""
    hdr: str = ""
    frame_rate: float = 0.0
    is_interlaced: bool = False
    rotation: int = 0
    bitrate_bps: int | None = None


@dataclass(frozen=True)
class AudioFacts:
    """An audio stream. `language` is BCP 47 or ISO 639, "" where unknown."""

    index: int
    codec: str
    profile: str = ""
    channel_count: int = 2
    sample_rate_hz: int | None = None
    language: str = ""
    is_default: bool = False
    bitrate_bps: int | None = None


@dataclass(frozen=True)
class SubtitleFacts:
    """A subtitle stream. Picture subtitles (PGS, VobSub, DVB) can't be shown by a browser as text."""

    index: int
    codec: str
    language: str = ""
    is_forced: bool = False
    is_default: bool = False


@dataclass(frozen=True)
class MediaFacts:
    """A file. `container` is the probe's word (mp4, matroska, webm, avi, mpegts, mp3, flac, ogg, wav …)."""

    container: str
    duration_ms: int | None = None
    bitrate_bps: int | None = None
    video: VideoFacts | None = None
    audio: tuple[AudioFacts, ...] = ()
    subtitles: tuple[SubtitleFacts, ...] = ()
