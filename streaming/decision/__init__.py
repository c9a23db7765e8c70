"""How an item is brought to a screen: one pure function, used by every client. See README.md."""

from streaming.decision.deciding import decide
from streaming.decision.devices import CodecLimit, DeviceProfile, PlaybackLimits, device_from_declaration
from streaming.decision.facts import AudioFacts, MediaFacts, SubtitleFacts, VideoFacts
from streaming.decision.outcome import Method, PlaybackDecision, Reason, ReasonCode, Sign

__all__ = [
    "AudioFacts",
    "CodecLimit",
    "DeviceProfile",
    "MediaFacts",
    "Method",
    "PlaybackDecision",
    "PlaybackLimits",
    "Reason",
    "ReasonCode",
    "Sign",
    "SubtitleFacts",
    "VideoFacts",
    "decide",
    "device_from_declaration",
]
