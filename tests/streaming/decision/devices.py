"""Devices of the decision table, as they declare themselves."""

from __future__ import annotations

from streaming.decision import CodecLimit, DeviceProfile, device_from_declaration
from streaming.decision.devices import PLAIN_BROWSER

CHROME = device_from_declaration(
    {
        "name": "chrome",
        "containers": ["mp4", "webm", "matroska", "mp3", "flac", "ogg", "wav"],
        "video": {
            "h264": {"max_level": 52, "max_bit_depth": 8},
            "vp8": {},
            "vp9": {"max_bit_depth": 10},
            "av1": {"max_bit_depth": 10},
        },
        "audio": {"aac": {}, "mp3": {}, "opus": {}, "vorbis": {}, "flac": {}, "pcm_s16le": {}},
    }
)
FIREFOX = device_from_declaration(
    {
        "name": "firefox",
        "containers": ["mp4", "webm", "mp3", "flac", "ogg", "wav"],
        "video": {"h264": {"max_level": 52}, "vp8": {}, "vp9": {"max_bit_depth": 10}, "av1": {"max_bit_depth": 8}},
        "audio": {"aac": {}, "mp3": {}, "opus": {}, "vorbis": {}, "flac": {}},
    }
)
SAFARI = device_from_declaration(
    {
        "name": "safari",
        "containers": ["mp4", "mov", "mp3", "flac", "wav", "adts"],
        "video": {"h264": {"max_level": 52}, "hevc": {"max_level": 153, "max_bit_depth": 10}},
        "audio": {"aac": {}, "mp3": {}, "alac": {}, "flac": {}, "ac3": {}, "eac3": {}},
        "hdr": ["hdr10", "hlg"],
        "plays_any_audio_track": True,
    }
)
TELEVISION = device_from_declaration(
    {
        "name": "television",
        "containers": ["mp4", "matroska", "mpegts"],
        "video": {
            "h264": {"max_level": 42, "max_width": 1920, "max_height": 1080},
            "hevc": {"max_bit_depth": 10, "max_width": 3840, "max_height": 2160},
            "mpeg2video": {},
        },
        "audio": {"aac": {"max_channels": 2}, "ac3": {}, "eac3": {}, "dts": {"max_channels": 6}},
        "hdr": ["hdr10"],
        "plays_interlaced": True,
        "plays_any_audio_track": True,
    }
)
SPEAKER = DeviceProfile("speaker", frozenset({"mp3", "mp4"}), audio={"mp3": CodecLimit(), "aac": CodecLimit()})
PLAIN = PLAIN_BROWSER
