"""Pictures inspected, resized, made clean and drawn in a real media process."""

from __future__ import annotations

import io
from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageCms

from library.artwork.pictures import draw_cover, inspect_picture, normalise_picture, resize_picture
from mediaserver.lib.sandbox import MediaFileRejected
from tests.factories.media_clips import clip


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_a_turned_photo_is_measured_as_it_is_shown() -> None:
    facts = inspect_picture(clip("jpg"))
    assert (facts.width, facts.height, facts.ratio) == (240, 320, 0.75)


@pytest.mark.parametrize("image_format", ["webp", "jpeg", "avif"])
def test_resized_pictures_are_upright_and_have_the_wanted_width(image_format: str) -> None:
    made = resize_picture(clip("jpg"), 120, image_format=image_format)
    image = opened(made.data)
    assert image.format == image_format.upper()
    assert image.size == (120, 160)
    upper_left = image.convert("RGB").getpixel((10, 10))
    assert isinstance(upper_left, tuple) and upper_left[0] > 150 > upper_left[2]


def test_nothing_is_enlarged() -> None:
    assert opened(resize_picture(clip("png"), 5000).data).size == (256, 256)


def test_a_box_limits_both_sides() -> None:
    assert opened(resize_picture(clip("webp"), 200, 60).data).size == (80, 60)


def test_transparent_parts_stay_transparent() -> None:
    image = opened(resize_picture(clip("png"), 64).data)
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert inspect_picture(clip("png")).has_alpha


def test_foreign_colour_spaces_come_out_as_srgb(tmp_path: Path) -> None:
    path = tmp_path / "lab.tif"
    lab = ImageCms.profileToProfile(
        Image.new("RGB", (40, 40), (200, 30, 30)), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )  # fmt: skip
    assert lab is not None
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    cmyk = Image.new("CMYK", (40, 40), (0, 255, 255, 0))
    cmyk.save(path, icc_profile=profile)  # a profile of the wrong kind is left out, not an error
    red, green, blue = opened(resize_picture(path, 40).data).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60


def test_small_clean_originals_are_kept_and_others_made_anew(tmp_path: Path) -> None:
    kept = normalise_picture(clip("webp"))
    assert kept.was_kept and kept.data == clip("webp").read_bytes()
    turned = normalise_picture(clip("jpg"))
    assert not turned.was_kept
    assert opened(turned.data).size == (240, 320)
    assert not opened(turned.data).getexif()
    Image.effect_noise((3000, 1500), 50).convert("RGB").save(tmp_path / "large.jpg")
    large = normalise_picture(tmp_path / "large.jpg")
    assert (large.mime_type, large.width, large.height) == ("image/webp", 2000, 1000)


@pytest.mark.parametrize("work", [inspect_picture, normalise_picture, lambda file: resize_picture(file, 100)])
def test_bombs_are_refused_in_words(work: object) -> None:
    with pytest.raises(MediaFileRejected) as caught:
        work(clip("picture_bomb"))  # type: ignore[operator]
    assert caught.value.reason == "too_large_picture"


def test_svg_and_postscript_are_no_pictures(tmp_path: Path) -> None:
    for name, text in {
        "a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "b.eps": "%!PS-Adobe-3.0 EPSF-3.0\n",
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(MediaFileRejected):
            inspect_picture(tmp_path / name)


@pytest.mark.parametrize(
    ("kind", "size"), [("movie", (300, 450)), ("album", (300, 300)), ("episode", (300, 169)), ("artist", (300, 300))]
)
def test_covers_have_the_shape_of_their_kind(kind: str, size: tuple[int, int]) -> None:
    made = draw_cover("The Lamplighter's Daughter", "2021", kind=kind, width=300)
    image = opened(made.data)
    assert image.size == size
    assert numpy.asarray(image.convert("L")).std() > 15


def test_the_same_seed_gives_the_same_cover_and_another_title_another() -> None:
    first = draw_cover("Harbour", seed="a", width=200)
    assert first.data == draw_cover("Harbour", seed="a", width=200).data
    assert first.data != draw_cover("Harbour", seed="b", width=200).data


@pytest.mark.parametrize(
    "title",
    ["", " ", "千と千尋の神隠し", "Donaudampfschifffahrtsgesellschaftskapitän", "𝕳\u0000\u202e<b>", "x" * 5000,
     "e\u0301" * 200, "مرحبا", "\ud800"],
)  # fmt: skip
def test_every_title_gives_a_cover(title: str) -> None:
    assert opened(draw_cover(title, title, width=120).data).size == (120, 180)
