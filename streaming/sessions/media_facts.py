"""What the decision needs to know, read from the catalogue's rows."""

from __future__ import annotations

from fractions import Fraction

from library.models import MediaFile, MediaStream
from streaming.decision import AudioFacts, MediaFacts, SubtitleFacts, VideoFacts


def facts_of(file: MediaFile) -> MediaFacts:
    """Return the file's facts. Prefetch `streams` where there are many files."""
    streams = list(file.streams.all())
    pictures = [s for s in streams if s.kind == MediaStream.Kind.VIDEO and not s.is_cover]
    return MediaFacts(
        container=file.container,
        duration_ms=file.duration_ms,
        bitrate_bps=file.bitrate_bps,
        video=_video(pictures[0]) if pictures else None,
        audio=tuple(_audio(s) for s in streams if s.kind == MediaStream.Kind.AUDIO),
        subtitles=tuple(_subtitle(s) for s in streams if s.kind == MediaStream.Kind.SUBTITLE),
    )


def _video(stream: MediaStream) -> VideoFacts:
    return VideoFacts(
        index=stream.index,
        codec=stream.codec,
        profile=stream.profile,
        level=stream.level,
        width=stream.width or 0,
        height=stream.height or 0,
        bit_depth=stream.bit_depth or 8,
        pixel_format=stream.pixel_format,
        hdr=stream.hdr,
        frame_rate=_rate(stream.frame_rate),
        is_interlaced=stream.is_interlaced,
        rotation=stream.rotation,
        bitrate_bps=stream.bitrate_bps,
    )


def _rate(text: str) -> float:
    try:
        return float(Fraction(text)) if text else 0.0
    except (ValueError, ZeroDivisionError):
        return 0.0


def _audio(stream: MediaStream) -> AudioFacts:
    return AudioFacts(
        index=stream.index,
        codec=stream.codec,
        profile=stream.profile,
        channel_count=stream.channel_count or 2,
        sample_rate_hz=stream.sample_rate_hz,
        language=stream.language,
        is_default=stream.is_default,
        bitrate_bps=stream.bitrate_bps,
    )


def _subtitle(stream: MediaStream) -> SubtitleFacts:
    return SubtitleFacts(
        index=stream.index,
        codec=stream.codec,
        language=stream.language,
        is_forced=stream.is_forced,
        is_default=stream.is_default,
    )
