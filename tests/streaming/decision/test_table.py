"""Devices × files: how each plays, and every reason against playing it as it is."""

from __future__ import annotations

import dataclasses

import pytest

from streaming.decision import (
    AudioFacts,
    DeviceProfile,
    MediaFacts,
    Method,
    PlaybackLimits,
    ReasonCode,
    SubtitleFacts,
    VideoFacts,
    decide,
)
from streaming.decision.devices import PLAIN_BROWSER
from tests.streaming.decision import devices as d
from tests.streaming.decision import media as m

PLAY, REMUX, STREAM, TRANSCODE = Method.DIRECT_PLAY, Method.REMUX, Method.DIRECT_STREAM, Method.TRANSCODE
BOX = ReasonCode.CONTAINER_UNKNOWN_TO_CLIENT
CODEC = ReasonCode.VIDEO_CODEC_UNKNOWN_TO_CLIENT
DEPTH = ReasonCode.VIDEO_BIT_DEPTH_TOO_HIGH
LEVEL = ReasonCode.VIDEO_LEVEL_TOO_HIGH
LARGE = ReasonCode.VIDEO_TOO_LARGE
COMBS = ReasonCode.VIDEO_INTERLACED
CHROMA = ReasonCode.VIDEO_CHROMA_UNKNOWN_TO_CLIENT
TONE = ReasonCode.HDR_NEEDS_TONE_MAPPING
SOUND = ReasonCode.AUDIO_CODEC_UNKNOWN_TO_CLIENT
CHANNELS = ReasonCode.AUDIO_TOO_MANY_CHANNELS
SECOND = ReasonCode.AUDIO_TRACK_NOT_FIRST
BURN = ReasonCode.SUBTITLES_MUST_BE_BURNT_IN
RATE = ReasonCode.BITRATE_OVER_LIMIT
HEIGHT = ReasonCode.HEIGHT_OVER_LIMIT
UNREAD = ReasonCode.NOT_PROBED

Row = tuple[MediaFacts, DeviceProfile, Method, set[ReasonCode]]

ROWS: dict[str, Row] = {
    "chrome, h264 aac mp4": (m.WEB_MP4, d.CHROME, PLAY, set()),
    "chrome, silent mp4": (m.SILENT_MP4, d.CHROME, PLAY, set()),
    "chrome, 5.1 aac mp4": (m.SURROUND_MP4, d.CHROME, PLAY, set()),
    "chrome, ac-3 mp4": (m.AC3_MP4, d.CHROME, STREAM, {SOUND}),
    "chrome, mkv aac": (m.MKV_AAC, d.CHROME, PLAY, set()),
    "chrome, mkv ac-3": (m.MKV_AC3, d.CHROME, STREAM, {SOUND}),
    "chrome, mkv dts": (m.MKV_DTS, d.CHROME, STREAM, {SOUND}),
    "chrome, webm vp9": (m.WEBM_VP9, d.CHROME, PLAY, set()),
    "chrome, webm vp8": (m.WEBM_VP8, d.CHROME, PLAY, set()),
    "chrome, vp9 ten bits": (m.WEBM_VP9_10, d.CHROME, PLAY, set()),
    "chrome, av1 mp4": (m.AV1_MP4, d.CHROME, PLAY, set()),
    "chrome, av1 ten bits": (m.AV1_10_MP4, d.CHROME, PLAY, set()),
    "chrome, hevc mp4": (m.HEVC_MP4, d.CHROME, TRANSCODE, {CODEC}),
    "chrome, hevc hdr": (m.HEVC_HDR_MP4, d.CHROME, TRANSCODE, {CODEC, TONE}),
    "chrome, hi10 mkv": (m.HI10_MKV, d.CHROME, TRANSCODE, {DEPTH}),
    "chrome, level 6.0": (m.H264_LEVEL_60, d.CHROME, TRANSCODE, {LEVEL}),
    "chrome, 4k h264": (m.H264_4K, d.CHROME, PLAY, set()),
    "chrome, 4:4:4": (m.H264_444, d.CHROME, TRANSCODE, {CHROMA}),
    "chrome, avi asp": (m.AVI_ASP, d.CHROME, TRANSCODE, {CODEC, BOX}),
    "chrome, mpeg-2 broadcast": (m.TS_MPEG2, d.CHROME, TRANSCODE, {CODEC, SOUND, BOX}),
    "chrome, interlaced h264 broadcast": (m.TS_H264_I, d.CHROME, TRANSCODE, {COMBS, BOX}),
    "chrome, interlaced mp4": (m.MP4_INTERLACED, d.CHROME, TRANSCODE, {COMBS}),
    "chrome, quicktime": (m.MOV_H264, d.CHROME, REMUX, {BOX}),
    "chrome, vc-1": (m.VC1_MKV, d.CHROME, TRANSCODE, {CODEC, SOUND}),
    "chrome, never read": (m.NOT_READ, d.CHROME, TRANSCODE, {UNREAD}),
    "firefox, mp4": (m.WEB_MP4, d.FIREFOX, PLAY, set()),
    "firefox, mkv aac": (m.MKV_AAC, d.FIREFOX, REMUX, {BOX}),
    "firefox, mkv ac-3": (m.MKV_AC3, d.FIREFOX, STREAM, {SOUND, BOX}),
    "firefox, mkv truehd": (m.MKV_TRUEHD, d.FIREFOX, STREAM, {SOUND, BOX}),
    "firefox, av1": (m.AV1_MP4, d.FIREFOX, PLAY, set()),
    "firefox, av1 ten bits": (m.AV1_10_MP4, d.FIREFOX, TRANSCODE, {DEPTH}),
    "firefox, webm vp9": (m.WEBM_VP9, d.FIREFOX, PLAY, set()),
    "firefox, hi10 mkv": (m.HI10_MKV, d.FIREFOX, TRANSCODE, {DEPTH, BOX}),
    "safari, mp4": (m.WEB_MP4, d.SAFARI, PLAY, set()),
    "safari, quicktime": (m.MOV_H264, d.SAFARI, PLAY, set()),
    "safari, ac-3 mp4": (m.AC3_MP4, d.SAFARI, PLAY, set()),
    "safari, hevc": (m.HEVC_MP4, d.SAFARI, PLAY, set()),
    "safari, hevc hdr10": (m.HEVC_HDR_MP4, d.SAFARI, PLAY, set()),
    "safari, hevc hlg": (m.HEVC_HLG_MP4, d.SAFARI, PLAY, set()),
    "safari, dolby vision mkv": (m.HEVC_DOLBY_MKV, d.SAFARI, TRANSCODE, {TONE, BOX}),
    "safari, 8k": (m.HEVC_8K_MP4, d.SAFARI, TRANSCODE, {LEVEL}),
    "safari, webm vp9": (m.WEBM_VP9, d.SAFARI, TRANSCODE, {CODEC, SOUND, BOX}),
    "safari, mkv ac-3": (m.MKV_AC3, d.SAFARI, REMUX, {BOX}),
    "safari, mkv dts": (m.MKV_DTS, d.SAFARI, STREAM, {SOUND, BOX}),
    "safari, av1": (m.AV1_MP4, d.SAFARI, TRANSCODE, {CODEC, SOUND}),
    "television, mkv ac-3": (m.MKV_AC3, d.TELEVISION, PLAY, set()),
    "television, mkv dts": (m.MKV_DTS, d.TELEVISION, PLAY, set()),
    "television, mkv dts 7.1": (m.MKV_DTS_71, d.TELEVISION, STREAM, {CHANNELS}),
    "television, 5.1 aac": (m.SURROUND_MP4, d.TELEVISION, STREAM, {CHANNELS}),
    "television, mpeg-2 broadcast": (m.TS_MPEG2, d.TELEVISION, PLAY, set()),
    "television, interlaced h264": (m.TS_H264_I, d.TELEVISION, PLAY, set()),
    "television, hevc hdr10": (m.HEVC_HDR_MP4, d.TELEVISION, PLAY, set()),
    "television, hevc hlg": (m.HEVC_HLG_MP4, d.TELEVISION, TRANSCODE, {TONE}),
    "television, 4k h264": (m.H264_4K, d.TELEVISION, TRANSCODE, {LEVEL, LARGE}),
    "television, 8k hevc": (m.HEVC_8K_MP4, d.TELEVISION, TRANSCODE, {LARGE}),
    "television, webm": (m.WEBM_VP8, d.TELEVISION, TRANSCODE, {CODEC, SOUND, BOX}),
    "plain, mp4": (m.WEB_MP4, d.PLAIN, PLAY, set()),
    "plain, mkv": (m.MKV_AAC, d.PLAIN, REMUX, {BOX}),
    "plain, webm": (m.WEBM_VP9, d.PLAIN, TRANSCODE, {CODEC, SOUND, BOX}),
    "chrome, mp3": (m.song("mp3", "mp3"), d.CHROME, PLAY, set()),
    "chrome, flac": (m.song("flac", "flac"), d.CHROME, PLAY, set()),
    "chrome, alac": (m.song("mp4", "alac"), d.CHROME, TRANSCODE, {SOUND}),
    "chrome, wma": (m.song("asf", "wmav2"), d.CHROME, TRANSCODE, {SOUND, BOX}),
    "chrome, opus in ogg": (m.song("ogg", "opus"), d.CHROME, PLAY, set()),
    "safari, alac": (m.song("mp4", "alac"), d.SAFARI, PLAY, set()),
    "safari, opus in ogg": (m.song("ogg", "opus"), d.SAFARI, TRANSCODE, {SOUND, BOX}),
    "plain, flac": (m.song("flac", "flac"), d.PLAIN, TRANSCODE, {SOUND, BOX}),
    "plain, 5.1 mp3 that cannot be": (m.song("mp3", "mp3", 6), d.PLAIN, TRANSCODE, {CHANNELS}),
    "firefox, aac in matroska": (m.song("matroska", "aac"), d.FIREFOX, REMUX, {BOX}),
    "speaker, mp3": (m.song("mp3", "mp3"), d.SPEAKER, PLAY, set()),
    "speaker, film": (m.WEB_MP4, d.SPEAKER, TRANSCODE, {CODEC}),
}


@pytest.mark.parametrize(("facts", "device", "method", "refusals"), [pytest.param(*r, id=n) for n, r in ROWS.items()])
def test_file_plays_on_device_as_the_table_says(
    facts: MediaFacts, device: DeviceProfile, method: Method, refusals: set[ReasonCode]
) -> None:
    decision = decide(facts, device)

    assert decision.method is method
    assert {reason.code for reason in decision.refusals} == refusals


LIMITED: dict[str, tuple[MediaFacts, DeviceProfile, PlaybackLimits, Method, set[ReasonCode], int | None]] = {
    "first track by default": (m.TWO_TRACKS, d.CHROME, PlaybackLimits(), PLAY, set(), 1),
    "another track, where only the first plays": (
        m.TWO_TRACKS, d.CHROME, PlaybackLimits(audio_index=2), STREAM, {SECOND}, 2,
    ),
    "another track, where any plays": (m.TWO_TRACKS, d.SAFARI, PlaybackLimits(audio_index=2), PLAY, set(), 2),
    "a track that is not there": (m.TWO_TRACKS, d.CHROME, PlaybackLimits(audio_index=9), PLAY, set(), 1),
    "a late default, where only the first plays": (m.LATE_DEFAULT, d.CHROME, PlaybackLimits(), PLAY, set(), 1),
    "a late default, where any plays": (m.LATE_DEFAULT, d.SAFARI, PlaybackLimits(), PLAY, set(), 2),
    "the viewer's language": (
        m.TWO_TRACKS, d.SAFARI, PlaybackLimits(audio_languages=("en",)), PLAY, set(), 2,
    ),
    "the viewer's language by region": (
        m.TWO_TRACKS, d.SAFARI, PlaybackLimits(audio_languages=("en-GB",)), PLAY, set(), 2,
    ),
    "a language that is not there": (
        m.TWO_TRACKS, d.CHROME, PlaybackLimits(audio_languages=("fr",)), PLAY, set(), 1,
    ),
    "the playable one of two in the language": (
        m.TWO_CODECS, d.TELEVISION, PlaybackLimits(audio_languages=("en",)), PLAY, set(), 1,
    ),
    "the second in the language, where the first can't be decoded": (
        m.TWO_CODECS, d.CHROME, PlaybackLimits(audio_languages=("en",)), STREAM, {SECOND}, 2,
    ),
    "subtitles as text": (m.WITH_SRT, d.CHROME, PlaybackLimits(subtitle_index=2), PLAY, set(), 1),
    "subtitles as pictures": (m.WITH_PGS, d.CHROME, PlaybackLimits(subtitle_index=2), TRANSCODE, {BURN}, 1),
    "pictures not asked for": (m.WITH_PGS, d.CHROME, PlaybackLimits(), PLAY, set(), 1),
    "over the bitrate": (m.FAST, d.CHROME, PlaybackLimits(max_bitrate_bps=6_000_000), TRANSCODE, {RATE}, 1),
    "exactly the bitrate": (m.FAST, d.CHROME, PlaybackLimits(max_bitrate_bps=20_000_000), PLAY, set(), 1),
    "unknown bitrate": (m.WEB_MP4, d.CHROME, PlaybackLimits(max_bitrate_bps=1), PLAY, set(), 1),
    "over the height": (m.WEB_MP4, d.CHROME, PlaybackLimits(max_height=720), TRANSCODE, {HEIGHT}, 1),
    "exactly the height": (m.WEB_MP4, d.CHROME, PlaybackLimits(max_height=1080), PLAY, set(), 1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "device", "limits", "method", "refusals", "audio"),
    [pytest.param(*row, id=name) for name, row in LIMITED.items()],
)
def test_choice_and_limit_decide_too(
    facts: MediaFacts,
    device: DeviceProfile,
    limits: PlaybackLimits,
    method: Method,
    refusals: set[ReasonCode],
    audio: int | None,
) -> None:
    decision = decide(facts, device, limits)

    assert decision.method is method
    assert {reason.code for reason in decision.refusals} == refusals
    assert decision.audio_index == audio


def test_table_names_every_refusal() -> None:
    named = {code for _f, _d, _m, codes in ROWS.values() for code in codes}
    named |= {code for row in LIMITED.values() for code in row[4]}
    agreeing = {"container_plays", "video_plays", "hdr_plays", "audio_plays", "no_audio", "subtitles_as_text"}

    assert {code.value for code in ReasonCode} - {code.value for code in named} == agreeing | {
        "bitrate_fits",
        "subtitles_not_shown",
    }


def test_chosen_subtitles_that_are_not_shown_are_said_and_refuse_nothing() -> None:
    facts = MediaFacts(
        container="mp4",
        video=VideoFacts(index=0, codec="h264", height=720),
        audio=(AudioFacts(index=1, codec="aac"),),
        subtitles=(SubtitleFacts(index=2, codec="subrip"),),
    )
    plain = decide(facts, PLAIN_BROWSER, PlaybackLimits(subtitle_index=2))
    able = decide(
        facts, dataclasses.replace(PLAIN_BROWSER, shows_text_subtitles=True), PlaybackLimits(subtitle_index=2)
    )
    assert plain.method is able.method is Method.DIRECT_PLAY
    assert ReasonCode.SUBTITLES_NOT_SHOWN in {reason.code for reason in plain.reasons}
    assert ReasonCode.SUBTITLES_AS_TEXT in {reason.code for reason in able.reasons}
