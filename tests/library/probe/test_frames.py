"""The frame that stands for a video."""

from __future__ import annotations

import io
from pathlib import Path

import numpy
import pytest
from PIL import Image

from library.probe import Picture, cut_frame, video_cover
from library.probe.frame_cutting import score
from mediaserver.lib.sandbox import MediaFileRejected
from tests.factories.media_clips import clip, ffmpeg, picture


def opened(made: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(made.data))
    image.load()
    assert image.size == (made.width, made.height)
    return image.convert("RGB")


def test_a_black_beginning_is_passed_over() -> None:
    made = cut_frame(clip("mp4_black_start"))
    assert made.at_ms is not None and made.at_ms >= 4000
    assert numpy.asarray(opened(made)).mean() > 40


@pytest.mark.parametrize(
    ("kind", "size"),
    [("mp4", (320, 180)), ("mp4_rotated", (180, 320)), ("mp4_anamorphic", (512, 288)), ("mkv_no_cues", (320, 180)),
     ("mpegts", (352, 288)), ("webm", (160, 90)), ("avi", (320, 240))],
)  # fmt: skip
def test_frames_are_upright_and_in_shape(kind: str, size: tuple[int, int]) -> None:
    assert opened(cut_frame(clip(kind))).size == size


def test_rotated_frames_turn_the_right_way() -> None:
    straight = opened(cut_frame(clip("mp4"))).transpose(Image.Transpose.ROTATE_90)
    turned = opened(cut_frame(clip("mp4_rotated")))
    difference = numpy.abs(numpy.asarray(straight, int) - numpy.asarray(turned, int)).mean()
    assert difference < 6


@pytest.mark.parametrize("kind", ["hevc10", "hevc10_hlg"])
def test_hdr_is_brought_to_an_ordinary_screen(kind: str) -> None:
    points = numpy.asarray(opened(cut_frame(clip(kind))))
    assert 60 < points.mean() < 200
    assert points.std() > 40


def test_width_and_format_are_kept_to(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=2560x1440:rate=2:duration=2", "-c:v", "libx264", "-preset", "ultrafast",
           "-pix_fmt", "yuv420p", path)  # fmt: skip
    assert opened(cut_frame(path)).size == (1920, 1080)
    made = cut_frame(path, width_limit=480, image_format="jpeg")
    assert (made.mime_type, made.width, made.height) == ("image/jpeg", 480, 270)


def test_a_music_file_has_no_frame() -> None:
    with pytest.raises(MediaFileRejected):
        cut_frame(clip("wav"))


def test_an_embedded_cover_of_a_film_comes_out(tmp_path: Path) -> None:
    cover, path = tmp_path / "cover.jpg", tmp_path / "film.mp4"
    cover.write_bytes(picture((200, 300)))
    ffmpeg(
        "-i", clip("mp4"), "-i", cover, "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1", "attached_pic", path
    )
    made = video_cover(path)
    assert (made.mime_type, Image.open(io.BytesIO(made.data)).size) == ("image/jpeg", (200, 300))
    with pytest.raises(MediaFileRejected) as caught:
        video_cover(clip("mp4"))
    assert caught.value.reason == "no_cover"


def test_score_prefers_light_contrast_and_detail() -> None:
    chance = numpy.random.default_rng(1)
    flat = numpy.full((90, 160, 3), 0.5, numpy.float32)
    scene = chance.random((90, 160, 3), numpy.float32)
    assert score(flat * 0) < 0.01
    assert score(flat * 0 + 1) < 0.01
    assert score(flat) < 0.2 < score(scene * 0.3) < score(scene)
