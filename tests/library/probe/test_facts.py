"""Answers of media processes are not trusted."""

from __future__ import annotations

import pytest

from library.probe.facts import AudioFacts, PhotoFacts, VideoFacts, read_record


@pytest.mark.parametrize("answer", [None, [], "x", 5, {"streams": "x"}, {"streams": [None, 3]}, {"tags": [1]}])
def test_nonsense_becomes_unknown(answer: object) -> None:
    facts = read_record(VideoFacts, answer)
    assert facts.duration_ms is None
    assert all(stream.codec == "" for stream in facts.streams)


def test_wrong_types_and_sizes_are_dropped() -> None:
    facts = read_record(
        VideoFacts,
        {
            "duration_ms": "4000", "bitrate_bps": 2**70, "title": "a\0b" + "c" * 5000, "surprise": 1,
            "streams": [{"width": True, "frame_rate": [25, 0], "rotation_degrees": 45, "is_default": 1}] * 9999,
            "tags": {"a": "b", 3: "c", "d": 4},
        },
    )  # fmt: skip
    assert (facts.duration_ms, facts.bitrate_bps) == (None, None)
    assert facts.title.startswith("abc") and len(facts.title) <= 2000
    assert len(facts.streams) == 500
    stream = facts.streams[0]
    assert (stream.width, stream.frame_rate, stream.rotation_degrees, stream.is_default) == (None, None, 0, False)
    assert facts.tags == {"a": "b"}


def test_numbers_that_are_none_are_unknown() -> None:
    facts = read_record(PhotoFacts, {"latitude": float("nan"), "longitude": float("inf"), "orientation": 9})
    assert (facts.latitude, facts.longitude, facts.orientation) == (None, None, 1)
    assert read_record(AudioFacts, {"artists": ["a", 5, None, "b"]}).artists == ("a", "b")
