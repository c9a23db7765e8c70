"""The decision and its reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum


class Method(str, Enum):  # noqa: UP042  (its values are stored and compared as text)
    """How the bytes reach the screen."""

    DIRECT_PLAY = "direct_play"
    REMUX = "remux"
    DIRECT_STREAM = "direct_stream"
    TRANSCODE = "transcode"


class Sign(str, Enum):  # noqa: UP042  (its values are stored and compared as text)
    """What a reason says: agrees, works at a cost, refuses."""

    AGREES = "y"
    COSTS = "w"
    REFUSES = "x"


class ReasonCode(str, Enum):  # noqa: UP042  (its values are stored and compared as text)
    """Everything a decision can be explained by. Values are kept for ever."""

    CONTAINER_PLAYS = "container_plays"
    CONTAINER_UNKNOWN_TO_CLIENT = "container_unknown_to_client"
    VIDEO_PLAYS = "video_plays"
    VIDEO_CODEC_UNKNOWN_TO_CLIENT = "video_codec_unknown_to_client"
    VIDEO_BIT_DEPTH_TOO_HIGH = "video_bit_depth_too_high"
    VIDEO_LEVEL_TOO_HIGH = "video_level_too_high"
    VIDEO_TOO_LARGE = "video_too_large"
    VIDEO_INTERLACED = "video_interlaced"
    VIDEO_CHROMA_UNKNOWN_TO_CLIENT = "video_chroma_unknown_to_client"
    HDR_PLAYS = "hdr_plays"
    HDR_NEEDS_TONE_MAPPING = "hdr_needs_tone_mapping"
    AUDIO_PLAYS = "audio_plays"
    AUDIO_CODEC_UNKNOWN_TO_CLIENT = "audio_codec_unknown_to_client"
    AUDIO_TOO_MANY_CHANNELS = "audio_too_many_channels"
    AUDIO_TRACK_NOT_FIRST = "audio_track_not_first"
    NO_AUDIO = "no_audio"
    SUBTITLES_AS_TEXT = "subtitles_as_text"
    SUBTITLES_NOT_SHOWN = "subtitles_not_shown"
    SUBTITLES_MUST_BE_BURNT_IN = "subtitles_must_be_burnt_in"
    BITRATE_OVER_LIMIT = "bitrate_over_limit"
    BITRATE_FITS = "bitrate_fits"
    HEIGHT_OVER_LIMIT = "height_over_limit"
    NOT_PROBED = "not_probed"


@dataclass(frozen=True)
class Reason:
    """One step of the decision. `facts` fill the sentence that people read."""

    code: ReasonCode
    sign: Sign
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaybackDecision:
    """How to play, what, and why. Stream numbers count as FFmpeg does; None means none."""

    method: Method
    reasons: tuple[Reason, ...]
    video_index: int | None = None
    audio_index: int | None = None
    subtitle_index: int | None = None

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """Only the reasons against direct play."""
        return tuple(reason for reason in self.reasons if reason.sign is Sign.REFUSES)

    def as_json(self) -> dict[str, object]:
        """The decision as it is stored with a session and shown by the API."""
        return {
            "method": self.method.value,
            "video_index": self.video_index,
            "audio_index": self.audio_index,
            "subtitle_index": self.subtitle_index,
            "reasons": [asdict(r) | {"code": r.code.value, "sign": r.sign.value} for r in self.reasons],
        }
