"""Tags and sound of music files."""

from __future__ import annotations

import pytest

from library.probe import AudioFacts, audio_cover, probe_audios
from mediaserver.lib.sandbox import MediaFileRejected
from tests.factories.media_clips import clip, picture

TAGGED = ["mp3", "flac", "ogg", "opus", "m4a", "aiff", "wma"]


def facts_of(kind: str) -> AudioFacts:
    (probed,) = probe_audios([(kind, clip(kind))])
    assert probed.facts is not None, probed.error
    return probed.facts


@pytest.mark.parametrize("kind", TAGGED)
def test_every_format_gives_the_same_names(kind: str) -> None:
    facts = facts_of(kind)
    assert (facts.title, facts.album, facts.album_artists, facts.genres) == (
        "Kettle Song", "Small Hours", ("Ada Vale",), ("Folk",),
    )  # fmt: skip
    assert facts.artists[0] == "Ada Vale"
    assert (facts.track_number, facts.track_total, facts.disc_number, facts.disc_total) == (3, 9, 1, 2)


@pytest.mark.parametrize(
    ("kind", "container", "codec", "lossless", "rate"),
    [("mp3", "mp3", "mp3", False, 48000), ("flac", "flac", "flac", True, 48000), ("ogg", "ogg", "vorbis", False, 48000),
     ("opus", "ogg", "opus", False, None), ("m4a", "mp4", "aac", False, 48000), ("wav", "wav", "pcm", True, 44100),
     ("aiff", "aiff", "pcm", True, 44100), ("wma", "asf", "wma", False, 44100)],
)  # fmt: skip
def test_sound_facts(kind: str, container: str, codec: str, lossless: bool, rate: int | None) -> None:
    facts = facts_of(kind)
    assert (facts.container, facts.codec, facts.is_lossless, facts.sample_rate_hz) == (container, codec, lossless, rate)
    assert facts.channel_count == 1
    assert facts.duration_ms is not None and 900 <= facts.duration_ms <= 4200


@pytest.mark.parametrize("kind", ["mp3", "flac"])
def test_several_artists_and_musicbrainz(kind: str) -> None:
    facts = facts_of(kind)
    assert facts.artists == ("Ada Vale", "Tom Reed")
    assert facts.musicbrainz["recording"] == "6a1d3c52-7a4e-4a90-8f7d-1f5d2a9be002"


def test_replaygain_date_and_compilation() -> None:
    assert facts_of("mp3").replaygain_track_db == -6.5
    assert facts_of("flac").replaygain_album_db == -7.25
    assert (facts_of("flac").year, facts_of("flac").date) == (2021, "2021-04-02")
    assert facts_of("flac").is_compilation and facts_of("m4a").is_compilation
    assert not facts_of("mp3").is_compilation


@pytest.mark.parametrize("kind", ["mp3", "flac", "m4a"])
def test_the_cover_comes_out_byte_for_byte(kind: str) -> None:
    assert facts_of(kind).has_cover
    cover = audio_cover(clip(kind))
    assert (cover.data, cover.mime_type) == (picture((300, 300)), "image/jpeg")


def test_no_cover_is_said_so() -> None:
    assert not facts_of("wav").has_cover
    with pytest.raises(MediaFileRejected) as caught:
        audio_cover(clip("wav"))
    assert caught.value.reason == "no_cover"


def test_a_wrong_suffix_does_not_matter(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "really-flac.mp3"
    path.write_bytes(clip("flac").read_bytes())
    (probed,) = probe_audios([(0, path)])
    assert probed.facts is not None and probed.facts.codec == "flac"
