"""What files are: probing videos, music and photos in media processes, keyframe indexes on disk. See README.md."""

from library.probe.facts import AudioFacts, ChapterFacts, PhotoFacts, Picture, StreamFacts, VideoFacts
from library.probe.keyframes import KeyframeIndex, keyframe_index, read_index, write_index
from library.probe.reading import (
    Probed,
    audio_cover,
    cut_frame,
    probe_audios,
    probe_photos,
    probe_videos,
    video_cover,
)

__all__ = [
    "AudioFacts",
    "ChapterFacts",
    "KeyframeIndex",
    "PhotoFacts",
    "Picture",
    "Probed",
    "StreamFacts",
    "VideoFacts",
    "audio_cover",
    "cut_frame",
    "keyframe_index",
    "probe_audios",
    "probe_photos",
    "probe_videos",
    "read_index",
    "video_cover",
    "write_index",
]
