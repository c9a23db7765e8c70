"""What is inside a file, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from library.views.wording import hdr_name
from mediaserver.lib.wording import bitrate

if TYPE_CHECKING:
    from library.models import MediaStream, SubtitleFile

CODEC_NAMES = {
    "h264": "H.264",
    "hevc": "HEVC",
    "av1": "AV1",
    "vp8": "VP8",
    "vp9": "VP9",
    "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4 ASP",
    "msmpeg4v3": "DivX 3",
    "vc1": "VC-1",
    "wmv3": "WMV 9",
    "mjpeg": "Motion JPEG",
    "prores": "ProRes",
    "aac": "AAC",
    "ac3": "Dolby Digital",
    "eac3": "Dolby Digital Plus",
    "truehd": "Dolby TrueHD",
    "dts": "DTS",
    "flac": "FLAC",
    "alac": "ALAC",
    "mp3": "MP3",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "subrip": "SubRip",
    "srt": "SubRip",
    "ass": "ASS",
    "ssa": "SSA",
    "webvtt": "WebVTT",
    "vtt": "WebVTT",
    "mov_text": "MP4",
    "hdmv_pgs_subtitle": "PGS",
    "dvd_subtitle": "VobSub",
    "dvb_subtitle": "DVB",
}
CHANNEL_NAMES = {1: "1.0", 2: "2.0", 3: "2.1", 6: "5.1", 7: "6.1", 8: "7.1"}


def codec_name(codec: str) -> str:
    """A codec as people call it."""
    if codec.startswith("pcm"):
        return "PCM"
    return CODEC_NAMES.get(codec, codec.upper())


def language_name(tag: str) -> str:
    """A language in the language of the page; the tag itself where nobody translated it."""
    if tag in {"", "und", "zxx", "mul"}:
        return _("Unknown language")
    for known in (tag.lower(), tag.lower().partition("-")[0]):
        try:
            name = str(get_language_info(known)["name_translated"])
        except KeyError:
            continue
        return name[:1].upper() + name[1:]
    return tag


def video_line(stream: MediaStream) -> str:
    """A picture in one line: "1080p H.264", "2160p HEVC 10 bit, HDR10"."""
    depth = _("%(bits)d bit") % {"bits": stream.bit_depth} if (stream.bit_depth or 8) > 8 else ""
    main = " ".join(filter(None, (height_name(stream), codec_name(stream.codec), depth)))
    return ", ".join(filter(None, (main, hdr_name(stream.hdr) if stream.hdr else "")))


def height_name(stream: MediaStream) -> str:
    """The lines of the picture, with wide pictures counted by their width."""
    width, height = stream.width or 0, stream.height or 0
    if not height:
        return ""
    lines = max(height, round(width * 9 / 16))
    steps = (4320, 2160, 1440, 1080, 720, 576, 480, 360, 240)
    near = next((step for step in steps if lines >= step * 0.94), lines)
    return f"{near}{'i' if stream.is_interlaced else 'p'}"


def sound_line(stream: MediaStream) -> str:
    """Sound in one line: "AAC 5.1"."""
    return " ".join(filter(None, (codec_name(stream.codec), CHANNEL_NAMES.get(stream.channel_count or 0, ""))))


def sound_name(stream: MediaStream) -> str:
    """A sound track as it is chosen by: "Danish, AAC 5.1", with its own title behind."""
    name = f"{language_name(stream.language)}, {sound_line(stream)}"
    return f"{name} ({stream.title})" if stream.title else name


def subtitle_name(track: MediaStream | SubtitleFile) -> str:
    """Subtitles as they are chosen by: "English, forced"."""
    words = [language_name(track.language)]
    if track.is_forced:
        words.append(_("forced"))
    if track.is_hearing_impaired:
        words.append(_("for the hard of hearing"))
    name = ", ".join(words)
    return f"{name} ({track.title})" if track.title else name


def stream_details(stream: MediaStream) -> str:
    """The technical rest of a stream, for those who want to know."""
    words: list[str] = []
    if stream.width and stream.height:
        words.append(f"{stream.width} × {stream.height}")
    if rate := frames_per_second(stream.frame_rate):
        words.append(_("%(rate)s frames/s") % {"rate": rate})
    if stream.profile:
        words.append(stream.profile)
    if stream.sample_rate_hz:
        words.append(f"{stream.sample_rate_hz / 1000:g} kHz")
    if stream.bitrate_bps:
        words.append(bitrate(stream.bitrate_bps))
    if stream.is_default:
        words.append(_("default"))
    return ", ".join(words)


def frames_per_second(fraction: str) -> str:
    """A frame rate kept as a fraction, as people write it: "24000/1001" is 23.976."""
    above, _slash, below = fraction.partition("/")
    try:
        value = int(above) / int(below or 1)
    except (ValueError, ZeroDivisionError):
        return ""
    return f"{value:.3f}".rstrip("0").rstrip(".")
