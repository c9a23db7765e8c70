"""Bring an HDR frame to an ordinary screen.

Source: SMPTE ST 2084 (PQ), ITU-R BT.2100 (HLG), ITU-R BT.2408 (graphics white 203 cd/m²), ITU-R BT.2087 (BT.2020 to
BT.709), Reinhard et al. 2002, "Photographic Tone Reproduction" eq. 4 (extended).
"""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

Points = NDArray[numpy.float32]
PQ_M1, PQ_M2, PQ_C1, PQ_C2, PQ_C3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
HLG_A, HLG_B, HLG_C, HLG_GAMMA, HLG_PEAK = 0.17883277, 0.28466892, 0.55991073, 1.2, 1000.0
WHITE = 203.0
BRIGHTEST = 1000.0 / WHITE
LEVELS = 65536
TO_BT709 = numpy.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], numpy.float32
)


def to_srgb(points: NDArray[numpy.uint16], *, is_hlg: bool) -> NDArray[numpy.uint8]:
    """Return 8-bit sRGB of 16-bit BT.2020 points under the PQ or HLG curve; shape (height, width, 3) both."""
    linear: NDArray[Any] = _curve(is_hlg=is_hlg)[points]
    if is_hlg:
        luminance = linear @ numpy.array([0.2627, 0.678, 0.0593], numpy.float32)
        linear = linear * (HLG_PEAK / WHITE) * numpy.maximum(luminance, 1e-6)[..., None] ** (HLG_GAMMA - 1)
    linear = numpy.maximum(linear @ TO_BT709.T, 0)
    brightest = numpy.maximum(linear.max(axis=2, keepdims=True), 1e-6)
    mapped = brightest * (1 + brightest / BRIGHTEST**2) / (1 + brightest)
    linear = (linear * (mapped / brightest) * 1.35).clip(0, 1)
    encoded = numpy.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    result: NDArray[numpy.uint8] = (encoded * 255 + 0.5).astype(numpy.uint8)
    return result


def _curve(*, is_hlg: bool) -> Points:
    """Return light for every 16-bit value: in units of graphics white for PQ, of the scene (0-1) for HLG."""
    signal = numpy.linspace(0, 1, LEVELS, dtype=numpy.float64)
    if is_hlg:
        light = numpy.where(signal <= 0.5, signal**2 / 3, (numpy.exp((signal - HLG_C) / HLG_A) + HLG_B) / 12)
    else:
        root = signal ** (1 / PQ_M2)
        light = 10000 * (numpy.maximum(root - PQ_C1, 0) / (PQ_C2 - PQ_C3 * root)) ** (1 / PQ_M1) / WHITE
    return light.astype(numpy.float32)
