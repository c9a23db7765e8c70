"""Files of the decision table."""

from __future__ import annotations

from typing import Any

from streaming.decision import AudioFacts, MediaFacts, SubtitleFacts, VideoFacts


def video(codec: str = "h264", **facts: Any) -> VideoFacts:
    """A video stream in full HD."""
    usual: dict[str, Any] = {"width": 1920, "height": 1080, "pixel_format": "yuv420p", "level": 41}
    return VideoFacts(index=0, codec=codec, **(usual | facts))


def audio(codec: str = "aac", channels: int = 2, index: int = 1, **facts: Any) -> AudioFacts:
    """An audio stream."""
    return AudioFacts(index=index, codec=codec, channel_count=channels, **facts)


def film(container: str, picture: VideoFacts | None, *sounds: AudioFacts, **facts: Any) -> MediaFacts:
    """A file."""
    return MediaFacts(container=container, duration_ms=6_000_000, video=picture, audio=sounds, **facts)


def song(container: str, codec: str, channels: int = 2) -> MediaFacts:
    """A file of sound alone."""
    return MediaFacts(container=container, duration_ms=180_000, audio=(audio(codec, channels, index=0),))


TEN_BIT: dict[str, Any] = {"bit_depth": 10, "pixel_format": "yuv420p10le"}

WEB_MP4 = film("mp4", video(), audio())
SILENT_MP4 = film("mp4", video())
SURROUND_MP4 = film("mp4", video(), audio("aac", 6))
AC3_MP4 = film("mp4", video(), audio("ac3", 6))
MKV_AAC = film("matroska", video(), audio())
MKV_AC3 = film("matroska", video(), audio("ac3", 6))
MKV_DTS = film("matroska", video(), audio("dts", 6))
MKV_DTS_71 = film("matroska", video(), audio("dts", 8))
MKV_TRUEHD = film("matroska", video(), audio("truehd", 8))
WEBM_VP9 = film("webm", video("vp9", level=None), audio("opus"))
WEBM_VP8 = film("webm", video("vp8", level=None), audio("vorbis"))
WEBM_VP9_10 = film("webm", video("vp9", level=None, **TEN_BIT), audio("opus"))
AV1_MP4 = film("mp4", video("av1", level=None), audio("opus"))
AV1_10_MP4 = film("mp4", video("av1", level=None, **TEN_BIT), audio("opus"))
HEVC_MP4 = film("mp4", video("hevc", level=123), audio())
HEVC_HDR_MP4 = film("mp4", video("hevc", level=153, width=3840, height=2160, hdr="hdr10", **TEN_BIT), audio())
HEVC_HLG_MP4 = film("mp4", video("hevc", level=120, hdr="hlg", **TEN_BIT), audio())
HEVC_DOLBY_MKV = film("matroska", video("hevc", level=153, hdr="dolby_vision", **TEN_BIT), audio("eac3", 6))
HEVC_8K_MP4 = film("mp4", video("hevc", level=183, width=7680, height=4320, **TEN_BIT), audio())
HI10_MKV = film("matroska", video("h264", **TEN_BIT), audio("flac"))
H264_LEVEL_60 = film("mp4", video(level=60), audio())
H264_4K = film("mp4", video(level=51, width=3840, height=2160), audio())
H264_444 = film("mp4", video(pixel_format="yuv444p"), audio())
AVI_ASP = film("avi", video("mpeg4", level=5), audio("mp3"))
TS_MPEG2 = film("mpegts", video("mpeg2video", level=8, is_interlaced=True), audio("ac3", 6))
TS_H264_I = film("mpegts", video(is_interlaced=True), audio())
MP4_INTERLACED = film("mp4", video(is_interlaced=True), audio())
MOV_H264 = film("mov", video(), audio())
VC1_MKV = film("matroska", video("vc1", level=3), audio("ac3", 6))
TWO_TRACKS = film("mp4", video(), audio("aac", index=1, language="da", is_default=True), audio(index=2, language="en"))
TWO_CODECS = film(
    "mp4", video(), audio("ac3", 6, index=1, language="en", is_default=True), audio(index=2, language="en")
)
LATE_DEFAULT = film("mp4", video(), audio(index=1, language="da"), audio(index=2, language="en", is_default=True))
WITH_SRT = film("mp4", video(), audio(), subtitles=(SubtitleFacts(2, "subrip", "en"),))
WITH_PGS = film("mp4", video(), audio(), subtitles=(SubtitleFacts(2, "hdmv_pgs_subtitle", "en"),))
FAST = film("mp4", video(), audio(), bitrate_bps=20_000_000)
NOT_READ = MediaFacts(container="")
