"""Reasons in people's words. The one module of this package that knows Django."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from streaming.decision.outcome import Method, Reason, ReasonCode

_CODECS = {
    "h264": "H.264", "hevc": "HEVC", "av1": "AV1", "vp9": "VP9", "vp8": "VP8", "mpeg4": "MPEG-4 ASP",
    "mpeg2video": "MPEG-2", "vc1": "VC-1", "theora": "Theora", "aac": "AAC", "mp3": "MP3", "opus": "Opus",
    "vorbis": "Vorbis", "flac": "FLAC", "alac": "ALAC", "ac3": "AC-3", "eac3": "E-AC-3", "dts": "DTS",
    "truehd": "TrueHD", "hdmv_pgs_subtitle": "PGS", "dvd_subtitle": "VobSub", "dvb_subtitle": "DVB",
    "subrip": "SRT", "ass": "ASS", "webvtt": "WebVTT", "mov_text": "MP4",
}  # fmt: skip
_CONTAINERS = {
    "matroska": "Matroska (MKV)", "mp4": "MP4", "mov": "MOV", "webm": "WebM", "avi": "AVI", "mpegts": "MPEG-TS",
    "mp3": "MP3", "flac": "FLAC", "ogg": "Ogg", "wav": "WAV", "adts": "AAC",
}  # fmt: skip
_HDR = {"hdr10": "HDR10", "hdr10+": "HDR10+", "hlg": "HLG", "dolby_vision": "Dolby Vision"}

_SENTENCES = {
    ReasonCode.CONTAINER_PLAYS: gettext_noop("Container: %(container)s, which this device opens"),
    ReasonCode.CONTAINER_UNKNOWN_TO_CLIENT: gettext_noop("Container: %(container)s can't be opened here"),
    ReasonCode.VIDEO_PLAYS: gettext_noop("Video: %(codec)s at %(height)sp, which this device decodes"),
    ReasonCode.VIDEO_CODEC_UNKNOWN_TO_CLIENT: gettext_noop("Video: %(codec)s can't be decoded here"),
    ReasonCode.VIDEO_BIT_DEPTH_TOO_HIGH: gettext_noop(
        "Video: %(codec)s with %(bit_depth)s bits per colour can't be decoded here"
    ),
    ReasonCode.VIDEO_LEVEL_TOO_HIGH: gettext_noop(
        "Video: %(codec)s level %(level)s is above what this device decodes (%(limit)s)"
    ),
    ReasonCode.VIDEO_TOO_LARGE: gettext_noop("Video: %(width)s × %(height)s is larger than this device decodes"),
    ReasonCode.VIDEO_INTERLACED: gettext_noop("Video: interlaced, which would show combs here"),
    ReasonCode.VIDEO_CHROMA_UNKNOWN_TO_CLIENT: gettext_noop(
        "Video: colours are stored as %(pixel_format)s, which can't be decoded here"
    ),
    ReasonCode.HDR_PLAYS: gettext_noop("%(hdr)s, which this screen shows"),
    ReasonCode.HDR_NEEDS_TONE_MAPPING: gettext_noop("%(hdr)s: the colours must be converted for this screen"),
    ReasonCode.AUDIO_PLAYS: gettext_noop("Sound: %(codec)s %(channels)s, which this device decodes"),
    ReasonCode.AUDIO_CODEC_UNKNOWN_TO_CLIENT: gettext_noop("Sound: %(codec)s can't be decoded here"),
    ReasonCode.AUDIO_TOO_MANY_CHANNELS: gettext_noop("Sound: %(channels)s is more than this device plays (%(limit)s)"),
    ReasonCode.AUDIO_TRACK_NOT_FIRST: gettext_noop(
        "Sound: a browser plays only the first track of a file, and another is wanted"
    ),
    ReasonCode.NO_AUDIO: gettext_noop("Sound: there is none in this file"),
    ReasonCode.SUBTITLES_AS_TEXT: gettext_noop("Subtitles: %(codec)s, shown as text"),
    ReasonCode.SUBTITLES_NOT_SHOWN: gettext_noop(
        "Subtitles: %(codec)s can't be shown here yet, so it plays without them"
    ),
    ReasonCode.SUBTITLES_MUST_BE_BURNT_IN: gettext_noop(
        "Subtitles: %(codec)s are pictures and must be drawn into the video"
    ),
    ReasonCode.BITRATE_OVER_LIMIT: gettext_noop("Bitrate: %(bitrate)s Mb/s is over the limit of %(limit)s Mb/s"),
    ReasonCode.BITRATE_FITS: gettext_noop("Bitrate: %(bitrate)s of at most %(limit)s Mb/s"),
    ReasonCode.HEIGHT_OVER_LIMIT: gettext_noop("Video: %(height)sp is over the limit of %(limit)sp"),
    ReasonCode.NOT_PROBED: gettext_noop("This file has not been read yet. Scan the library again"),
}
_METHODS = {
    Method.DIRECT_PLAY: gettext_noop("Plays as it is"),
    Method.REMUX: gettext_noop("Needs repacking"),
    Method.DIRECT_STREAM: gettext_noop("Needs its sound converted"),
    Method.TRANSCODE: gettext_noop("Needs converting"),
}


def codec_name(codec: str) -> str:
    """A codec as people write it."""
    return _CODECS.get(codec, codec.upper())


def container_name(container: str) -> str:
    """A container as people write it."""
    return _CONTAINERS.get(container, container.upper())


def hdr_name(hdr: str) -> str:
    """A kind of HDR as people write it."""
    return _HDR.get(hdr, hdr.upper())


def channel_words(count: int) -> str:
    """A number of channels as people write it: mono, stereo, 5.1."""
    usual = {1: _("mono"), 2: _("stereo"), 6: "5.1", 7: "6.1", 8: "7.1"}
    return usual.get(count) or _("with %(count)s channels") % {"count": count}


def method_words(method: Method | str) -> str:
    """How it plays, in two or three words."""
    return _(_METHODS[Method(method)])


def sentence(reason: Reason) -> str:
    """One reason as a sentence without a full stop."""
    return stored_sentence(reason.code.value, reason.facts)


def stored_sentence(code: str, facts: Mapping[str, Any]) -> str:
    """A reason that was stored with a session, as a sentence; an unknown code gives itself."""
    try:
        template = _SENTENCES[ReasonCode(code)]
    except ValueError:
        return code
    named = dict(facts)
    if "codec" in named:
        named["codec"] = codec_name(str(named["codec"]))
    if "container" in named:
        named["container"] = container_name(str(named["container"]))
    if "hdr" in named:
        named["hdr"] = hdr_name(str(named["hdr"]))
    if "channels" in named:
        named["channels"] = channel_words(int(named["channels"]))
        named["limit"] = channel_words(int(named.get("limit", 0)))
    if "bitrate_bps" in named:
        named["bitrate"] = number_format(int(named["bitrate_bps"]) / 1e6, 1)
        named["limit"] = number_format(int(named["limit_bps"]) / 1e6, 1)
    return _(template) % named
