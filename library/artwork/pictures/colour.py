"""The one colour that a picture throws into the room.

Source: Björn Ottosson, "A perceptual color space for image processing", 2020 (https://bottosson.github.io/posts/oklab/),
matrices and transfer functions as published there.
"""

from __future__ import annotations

import math

import numpy
from numpy.typing import NDArray
from PIL import Image

Points = NDArray[numpy.float64]
CHROMA_RANGE, LIGHTNESS_RANGE = (0.04, 0.14), (0.30, 0.55)
WARM_HUE = math.radians(55)  # a picture without colour gets the room's own warmth
HUE_BINS, SAMPLE_SIDE = 36, 64
GREY_BELOW = 0.012
TO_LMS = numpy.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LMS_TO_LAB = numpy.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
LAB_TO_LMS = numpy.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
FROM_LMS = numpy.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


def to_oklab(srgb: Points) -> Points:
    """Return OKLab of sRGB values from 0 to 1; the last axis holds the three numbers. White is (1, 0, 0)."""
    linear = numpy.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    result: Points = numpy.cbrt(linear @ TO_LMS.T) @ LMS_TO_LAB.T
    return result


def from_oklab(lab: Points) -> Points:
    """Return sRGB of OKLab, unclipped: values outside 0-1 are colours no screen shows."""
    linear = (lab @ LAB_TO_LMS.T) ** 3 @ FROM_LMS.T
    magnitude = numpy.abs(linear)
    encoded = numpy.where(magnitude <= 0.0031308, 12.92 * magnitude, 1.055 * magnitude ** (1 / 2.4) - 0.055)
    result: Points = numpy.copysign(encoded, linear)
    return result


def oklch(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """Return the 8-bit sRGB colour; chroma gives way where the screen has no such colour. Hue in radians."""
    while True:
        lab = numpy.array([lightness, chroma * math.cos(hue), chroma * math.sin(hue)])
        rgb = from_oklab(lab)
        if chroma <= 0 or (rgb.min() >= -0.002 and rgb.max() <= 1.002):
            red, green, blue = (round(float(value) * 255) for value in rgb.clip(0, 1))
            return red, green, blue
        chroma -= 0.004


def tint(image: Image.Image) -> str:
    """Return the picture's colour as "#rrggbb", clamped to chroma 0.04-0.14 and lightness 0.30-0.55 in OKLCH.

    The hue is the one with the most colour in it, not the mean: a red coat on grey snow gives red, not pink-grey.
    """
    small = image.convert("RGBA").resize((SAMPLE_SIDE, SAMPLE_SIDE), Image.Resampling.BOX)
    points = numpy.asarray(small, numpy.float64).reshape(-1, 4) / 255
    points = points[points[:, 3] > 0.5][:, :3]
    if len(points) == 0:
        return _hex(oklch(0.4, CHROMA_RANGE[0], WARM_HUE))
    lab = to_oklab(points)
    chroma = numpy.hypot(lab[:, 1], lab[:, 2])
    # Near-black and near-white points carry a hue by accident only.
    weight = chroma * numpy.clip(lab[:, 0] / 0.25, 0, 1) * numpy.clip((1 - lab[:, 0]) / 0.1, 0, 1)
    if weight.sum() < GREY_BELOW * len(points):
        return _hex(oklch(_between(float(lab[:, 0].mean()), LIGHTNESS_RANGE), CHROMA_RANGE[0], WARM_HUE))
    chosen = _strongest_hue(lab, weight)
    share = weight[chosen] / weight[chosen].sum()
    mean = (lab[chosen] * share[:, None]).sum(axis=0)
    hue = math.atan2(float(mean[2]), float(mean[1]))
    found = _between(math.hypot(float(mean[1]), float(mean[2])), CHROMA_RANGE)
    return _hex(oklch(_between(float(mean[0]), LIGHTNESS_RANGE), found, hue))


def _strongest_hue(lab: Points, weight: Points) -> NDArray[numpy.bool_]:
    """Return which points belong to the strongest hue and its neighbours (30° together)."""
    bins = ((numpy.arctan2(lab[:, 2], lab[:, 1]) / (2 * math.pi) + 1) * HUE_BINS).astype(int) % HUE_BINS
    total = numpy.bincount(bins, weight, HUE_BINS)
    smooth = total + numpy.roll(total, 1) + numpy.roll(total, -1)
    best = int(smooth.argmax())
    distance = numpy.abs((bins - best + HUE_BINS // 2) % HUE_BINS - HUE_BINS // 2)
    chosen: NDArray[numpy.bool_] = (distance <= 1) & (weight > 0)
    return chosen


def _between(value: float, limits: tuple[float, float]) -> float:
    return min(limits[1], max(limits[0], value))


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)
