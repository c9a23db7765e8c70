"""decide(): which way an item is played, and why."""

from __future__ import annotations

from streaming.decision.devices import CodecLimit, DeviceProfile, PlaybackLimits
from streaming.decision.facts import AudioFacts, MediaFacts, SubtitleFacts, VideoFacts
from streaming.decision.outcome import Method, PlaybackDecision, Reason, ReasonCode, Sign

TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text", "ttml"})
PLAIN_CHROMA = frozenset({"", "yuv420p", "yuvj420p", "yuv420p10le", "yuv420p10", "nv12", "p010le", "gray"})


def decide(facts: MediaFacts, device: DeviceProfile, limits: PlaybackLimits | None = None) -> PlaybackDecision:
    """Return how `device` plays the file within `limits`, with every reason on the way.

    Example: H.264 with AC-3 in Matroska, for a browser without either: direct_stream, because the container and the
    sound are refused and the picture is not.
    """
    limits = limits or PlaybackLimits()
    if facts.video is None and not facts.audio:
        return PlaybackDecision(Method.TRANSCODE, (Reason(ReasonCode.NOT_PROBED, Sign.REFUSES),))
    audio = choose_audio(facts, device, limits)
    subtitle = next((s for s in facts.subtitles if s.index == limits.subtitle_index), None)
    container = _container_reasons(facts, device)
    video = _video_reasons(facts.video, device, limits) if facts.video else []
    sound = _audio_reasons(audio, facts, device)
    text = _subtitle_reasons(subtitle, device)
    rate = _bitrate_reasons(facts, limits)
    return PlaybackDecision(
        method=_method(_refused(container), _refused(video + text + rate), _refused(sound), facts.video is None),
        reasons=(*video, *sound, *container, *text, *rate),
        video_index=facts.video.index if facts.video else None,
        audio_index=audio.index if audio else None,
        subtitle_index=subtitle.index if subtitle else None,
    )


def choose_audio(facts: MediaFacts, device: DeviceProfile, limits: PlaybackLimits) -> AudioFacts | None:
    """Return the audio stream to play: the chosen one, else by language and playability, else the default.

    Where the device plays only the first track of a file and nobody wished for another, that one is taken.
    """
    for stream in facts.audio:
        if stream.index == limits.audio_index:
            return stream
    for language in limits.audio_languages:
        fitting = [stream for stream in facts.audio if _same_language(stream.language, language)]
        playable = [stream for stream in fitting if not _refused(_codec_reasons(stream, device))]
        if fitting:
            return (playable or fitting)[0]
    default = [stream for stream in facts.audio if stream.is_default and device.plays_any_audio_track]
    return next(iter(default or facts.audio), None)


def _same_language(stream: str, wanted: str) -> bool:
    return bool(stream) and stream.partition("-")[0].lower() == wanted.partition("-")[0].lower()


def _refused(reasons: list[Reason]) -> bool:
    return any(reason.sign is Sign.REFUSES for reason in reasons)


def _method(container: bool, picture: bool, sound: bool, is_sound_only: bool) -> Method:
    if picture or (sound and is_sound_only):
        return Method.TRANSCODE
    if sound:
        return Method.DIRECT_STREAM
    return Method.REMUX if container else Method.DIRECT_PLAY


def _container_reasons(facts: MediaFacts, device: DeviceProfile) -> list[Reason]:
    if facts.container in device.containers:
        return [Reason(ReasonCode.CONTAINER_PLAYS, Sign.AGREES, {"container": facts.container})]
    return [Reason(ReasonCode.CONTAINER_UNKNOWN_TO_CLIENT, Sign.REFUSES, {"container": facts.container})]


def _video_reasons(video: VideoFacts, device: DeviceProfile, limits: PlaybackLimits) -> list[Reason]:
    named: dict[str, str | int] = {"codec": video.codec, "height": video.height}
    limit = device.video.get(video.codec)
    if limit is None:
        found = [Reason(ReasonCode.VIDEO_CODEC_UNKNOWN_TO_CLIENT, Sign.REFUSES, named)]
    else:
        found = _codec_bounds(video, limit, device)
    if limits.max_height is not None and video.height > limits.max_height:
        found.append(
            Reason(ReasonCode.HEIGHT_OVER_LIMIT, Sign.REFUSES, {"height": video.height, "limit": limits.max_height})
        )
    if not found:
        found.append(Reason(ReasonCode.VIDEO_PLAYS, Sign.AGREES, named))
    return found + _hdr_reasons(video, device)


def _codec_bounds(video: VideoFacts, limit: CodecLimit, device: DeviceProfile) -> list[Reason]:
    found = []
    if limit.max_bit_depth is not None and video.bit_depth > limit.max_bit_depth:
        facts: dict[str, str | int] = {"codec": video.codec, "bit_depth": video.bit_depth}
        found.append(Reason(ReasonCode.VIDEO_BIT_DEPTH_TOO_HIGH, Sign.REFUSES, facts))
    if limit.max_level is not None and video.level is not None and video.level > limit.max_level:
        facts = {"codec": video.codec, "level": video.level, "limit": limit.max_level}
        found.append(Reason(ReasonCode.VIDEO_LEVEL_TOO_HIGH, Sign.REFUSES, facts))
    too_wide = limit.max_width is not None and video.width > limit.max_width
    too_high = limit.max_height is not None and video.height > limit.max_height
    if too_wide or too_high:
        facts = {"width": video.width, "height": video.height}
        found.append(Reason(ReasonCode.VIDEO_TOO_LARGE, Sign.REFUSES, facts))
    if video.is_interlaced and not device.plays_interlaced:
        found.append(Reason(ReasonCode.VIDEO_INTERLACED, Sign.REFUSES))
    if video.pixel_format not in PLAIN_CHROMA:
        facts = {"pixel_format": video.pixel_format}
        found.append(Reason(ReasonCode.VIDEO_CHROMA_UNKNOWN_TO_CLIENT, Sign.REFUSES, facts))
    return found


def _hdr_reasons(video: VideoFacts, device: DeviceProfile) -> list[Reason]:
    if not video.hdr:
        return []
    if video.hdr in device.hdr:
        return [Reason(ReasonCode.HDR_PLAYS, Sign.AGREES, {"hdr": video.hdr})]
    return [Reason(ReasonCode.HDR_NEEDS_TONE_MAPPING, Sign.REFUSES, {"hdr": video.hdr})]


def _audio_reasons(audio: AudioFacts | None, facts: MediaFacts, device: DeviceProfile) -> list[Reason]:
    if audio is None:
        return [Reason(ReasonCode.NO_AUDIO, Sign.AGREES)]
    found = _codec_reasons(audio, device)
    is_first = facts.audio[0].index == audio.index
    if not is_first and not device.plays_any_audio_track:
        found.append(Reason(ReasonCode.AUDIO_TRACK_NOT_FIRST, Sign.REFUSES, {"language": audio.language}))
    return found


def _codec_reasons(audio: AudioFacts, device: DeviceProfile) -> list[Reason]:
    named: dict[str, str | int] = {"codec": audio.codec, "channels": audio.channel_count}
    limit = device.audio.get(audio.codec)
    if limit is None:
        return [Reason(ReasonCode.AUDIO_CODEC_UNKNOWN_TO_CLIENT, Sign.REFUSES, named)]
    if limit.max_channels is not None and audio.channel_count > limit.max_channels:
        return [Reason(ReasonCode.AUDIO_TOO_MANY_CHANNELS, Sign.REFUSES, named | {"limit": limit.max_channels})]
    return [Reason(ReasonCode.AUDIO_PLAYS, Sign.AGREES, named)]


def _subtitle_reasons(subtitle: SubtitleFacts | None, device: DeviceProfile) -> list[Reason]:
    if subtitle is None:
        return []
    if subtitle.codec in TEXT_SUBTITLES:
        if device.shows_text_subtitles:
            return [Reason(ReasonCode.SUBTITLES_AS_TEXT, Sign.AGREES, {"codec": subtitle.codec})]
        return [Reason(ReasonCode.SUBTITLES_NOT_SHOWN, Sign.COSTS, {"codec": subtitle.codec})]
    return [Reason(ReasonCode.SUBTITLES_MUST_BE_BURNT_IN, Sign.REFUSES, {"codec": subtitle.codec})]


def _bitrate_reasons(facts: MediaFacts, limits: PlaybackLimits) -> list[Reason]:
    if limits.max_bitrate_bps is None or facts.bitrate_bps is None:
        return []
    named: dict[str, str | int] = {"bitrate_bps": facts.bitrate_bps, "limit_bps": limits.max_bitrate_bps}
    if facts.bitrate_bps > limits.max_bitrate_bps:
        return [Reason(ReasonCode.BITRATE_OVER_LIMIT, Sign.REFUSES, named)]
    return [Reason(ReasonCode.BITRATE_FITS, Sign.AGREES, named)]
