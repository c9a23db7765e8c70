"""The tint of a picture."""

from __future__ import annotations

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from library.artwork.pictures.colour import from_oklab, oklch, tint, to_oklab


def lch(colour: str) -> tuple[float, float, float]:
    rgb = numpy.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    lightness, a, b = to_oklab(rgb)
    return float(lightness), math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [((1, 1, 1), (1, 0, 0)), ((0, 0, 0), (0, 0, 0)), ((1, 0, 0), (0.628, 0.225, 0.126)),
     ((0, 1, 0), (0.866, -0.234, 0.180)), ((0, 0, 1), (0.452, -0.032, -0.312))],
)  # fmt: skip
def test_published_values(rgb: tuple[int, int, int], lab: tuple[float, float, float]) -> None:
    assert to_oklab(numpy.array(rgb, float)) == pytest.approx(lab, abs=0.001)


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_there_and_back_again(rgb: tuple[float, float, float]) -> None:
    assert from_oklab(to_oklab(numpy.array(rgb))) == pytest.approx(rgb, abs=1e-4)


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=16))
def test_tints_stay_within_their_limits(colours: list[tuple[int, int, int]]) -> None:
    image = Image.new("RGB", (len(colours), 1))
    image.putdata(colours)
    lightness, chroma, _hue = lch(tint(image))
    assert 0.29 <= lightness <= 0.56
    assert 0.03 <= chroma <= 0.145


def test_a_red_coat_in_the_snow_gives_red() -> None:
    image = Image.new("RGB", (100, 100), (205, 210, 214))
    image.paste((190, 20, 30), (40, 30, 60, 80))
    _lightness, _chroma, hue = lch(tint(image))
    assert hue < 40 or hue > 340


def test_a_grey_picture_gets_the_warmth_of_the_room() -> None:
    _lightness, chroma, hue = lch(tint(Image.new("RGB", (9, 9), (120, 120, 120))))
    assert 30 < hue < 80
    assert chroma < 0.06


def test_transparent_parts_have_no_say() -> None:
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    image.paste((20, 60, 200, 255), (5, 5, 15, 15))
    assert 230 < lch(tint(image))[2] < 290


def test_colours_no_screen_shows_give_way_in_chroma() -> None:
    red, green, blue = oklch(0.3, 0.4, 2.5)
    assert all(0 <= part <= 255 for part in (red, green, blue))
