"""What holds for every declaration and every file."""

from __future__ import annotations

import json
from typing import Any

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from streaming.decision import DeviceProfile, MediaFacts, Method, PlaybackLimits, decide, device_from_declaration
from streaming.decision.devices import AUDIO_CODECS, CONTAINERS, HDR_KINDS, PLAIN_BROWSER, VIDEO_CODECS
from streaming.decision.sentences import sentence, stored_sentence
from tests.streaming.decision import media

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["name", "containers", "video", "audio", "hdr", "plays_interlaced", "plays_any_audio_track", "other"]
)
LIMIT_KEYS = st.sampled_from(["max_bit_depth", "max_level", "max_width", "max_height", "max_channels"])
LIMITS = st.dictionaries(LIMIT_KEYS, JSON, max_size=5) | JSON


def _codecs(known: frozenset[str]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(sorted(known)) | st.text(max_size=5), LIMITS, max_size=5) | JSON


DECLARATIONS = st.fixed_dictionaries(
    {},
    optional={
        "name": JSON,
        "containers": st.lists(st.sampled_from(sorted(CONTAINERS)) | JSON, max_size=5) | JSON,
        "video": _codecs(VIDEO_CODECS),
        "audio": _codecs(AUDIO_CODECS),
        "hdr": st.lists(st.sampled_from(sorted(HDR_KINDS)) | JSON, max_size=3) | JSON,
        "plays_interlaced": JSON,
        "plays_any_audio_track": JSON,
    },
) | st.dictionaries(KEYS, JSON, max_size=8)

FILES = st.builds(
    media.film,
    st.sampled_from([*sorted(CONTAINERS), "", "asf"]),
    st.none()
    | st.builds(
        media.video,
        st.sampled_from([*sorted(VIDEO_CODECS), "", "cinepak"]),
        level=st.none() | st.integers(0, 300),
        width=st.integers(0, 8192),
        height=st.integers(0, 8192),
        bit_depth=st.sampled_from([8, 10, 12]),
        hdr=st.sampled_from(["", *sorted(HDR_KINDS)]),
        is_interlaced=st.booleans(),
    ),
    st.builds(media.audio, st.sampled_from([*sorted(AUDIO_CODECS), "", "wmav2"]), st.integers(1, 24)),
    bitrate_bps=st.none() | st.integers(1, 10**9),
)


@given(DECLARATIONS)
def test_any_declaration_gives_a_profile_of_known_words(declared: dict[str, Any]) -> None:
    device = device_from_declaration(declared)

    assert device.containers <= CONTAINERS
    assert set(device.video) <= VIDEO_CODECS
    assert set(device.audio) <= AUDIO_CODECS
    assert device.hdr <= HDR_KINDS
    assert len(device.name) <= 60
    for limit in (*device.video.values(), *device.audio.values()):
        assert limit.max_bit_depth is not None
        assert 8 <= limit.max_bit_depth <= 16


@given(st.dictionaries(KEYS, JSON, max_size=8))
def test_declaration_survives_the_way_over_the_wire(declared: dict[str, Any]) -> None:
    sent = json.loads(json.dumps(declared))

    assert device_from_declaration(sent) == device_from_declaration(declared)


def test_empty_declaration_is_a_plain_browser() -> None:
    assert device_from_declaration({}) is PLAIN_BROWSER
    assert device_from_declaration({"video": {"hevc": {}}}) is PLAIN_BROWSER


def test_number_beyond_all_bounds_is_bounded() -> None:
    device = device_from_declaration({"containers": ["mp4"], "video": {"h264": {"max_level": 10**400}}})

    assert device.video["h264"].max_level == 1000


@given(FILES, DECLARATIONS)
def test_direct_play_means_that_nothing_refuses(facts: MediaFacts, declared: dict[str, Any]) -> None:
    decision = decide(facts, device_from_declaration(declared))

    assert (decision.method is Method.DIRECT_PLAY) == (not decision.refusals)
    assert decision.reasons


@given(FILES, DECLARATIONS, st.integers(1, 10**9), st.integers(1, 8192))
def test_limit_never_makes_playing_easier(facts: MediaFacts, declared: dict[str, Any], rate: int, height: int) -> None:
    device = device_from_declaration(declared)
    free = decide(facts, device)
    limited = decide(facts, device, PlaybackLimits(max_bitrate_bps=rate, max_height=height))

    assert {reason.code for reason in free.refusals} <= {reason.code for reason in limited.refusals}


@given(FILES, DECLARATIONS)
def test_every_reason_has_its_sentence_in_every_language(facts: MediaFacts, declared: dict[str, Any]) -> None:
    decision = decide(facts, device_from_declaration(declared), PlaybackLimits(max_bitrate_bps=1, max_height=1))
    for language in ("en", "de"):
        with translation.override(language):
            for reason in decision.reasons:
                words = sentence(reason)
                assert words
                assert "%(" not in words
                assert words == stored_sentence(reason.code.value, json.loads(json.dumps(reason.facts)))


def test_decision_is_kept_as_json() -> None:
    decision = decide(media.MKV_AC3, DeviceProfile("mute", frozenset()))

    assert json.loads(json.dumps(decision.as_json())) == decision.as_json()


def test_channels_are_told_as_people_say_them() -> None:
    said = [sentence(reason) for reason in decide(media.SURROUND_MP4, PLAIN_BROWSER).reasons]

    assert "Sound: AAC 5.1, which this device decodes" in said
