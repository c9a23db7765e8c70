"""Develops the demo's photos: a cut of a drawing, graded, with a lens's fall-off, grain and EXIF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFilter
from PIL.TiffImagePlugin import IFDRational

from mediaserver.ops.demo.artwork import open_art
from mediaserver.ops.demo.catalogue import Camera, Photo, PhotoFolder

Pixels = NDArray[np.float32]
LONG_SIDE_PX = 1800
QUICK_LONG_SIDE_PX = 640
JPEG_QUALITY = 84
RATIOS = {"wide": 1.5, "square": 1.0, "tall": 2 / 3}
TURNED_RIGHT = 6  # EXIF orientation: turn the stored picture a quarter clockwise to see it upright
UPRIGHT = 1
SECONDS_BETWEEN = 418
PLACE_SPREAD_DEGREES = 0.006


@dataclass(frozen=True)
class Grade:
    """How a picture is graded: gains of red, green and blue, then contrast, saturation, lifted blacks, grain."""

    gains: tuple[float, float, float]
    contrast: float
    saturation: float
    lift: float
    grain: float


GRADES = {
    "clear": Grade((1.0, 1.0, 1.0), 1.04, 1.02, 0.0, 0.010),
    "warm": Grade((1.08, 1.0, 0.86), 1.05, 1.06, 0.015, 0.012),
    "cold": Grade((0.86, 0.98, 1.12), 1.04, 0.82, 0.02, 0.012),
    "dusk": Grade((0.96, 0.75, 0.74), 1.1, 1.05, 0.0, 0.018),
    "film": Grade((1.04, 1.0, 0.92), 0.9, 0.84, 0.05, 0.026),
    "fade": Grade((1.02, 1.0, 0.95), 0.8, 0.7, 0.09, 0.02),
    "mono": Grade((1.0, 1.0, 1.0), 1.18, 0.0, 0.01, 0.032),
}


def photo_file_name(number: int, folder: PhotoFolder) -> str:
    """Return the name a camera would give, for example `20261114_0003.jpg`."""
    return f"{folder.taken:%Y%m%d}_{number + 1:04}.jpg"


def make_photo(folder: PhotoFolder, number: int, target: Path, *, quick: bool) -> None:
    """Develop photo `number` of the folder, counted from 0, and write it with its EXIF."""
    photo = folder.photos[number]
    chance = Random(f"{folder.folder}/{number}")
    picture = _cut(photo, QUICK_LONG_SIDE_PX if quick else LONG_SIDE_PX, chance)
    developed = _develop(picture, GRADES[photo.grade], chance)
    orientation = UPRIGHT
    if photo.shape == "tall":
        developed = developed.transpose(Image.Transpose.ROTATE_90)
        orientation = TURNED_RIGHT
    exif = _exif(folder, number, orientation, chance)
    developed.save(target, "JPEG", quality=JPEG_QUALITY, exif=exif)


def _cut(photo: Photo, long_side_px: int, chance: Random) -> Image.Image:
    """The part of the drawing the photo shows, held not quite level, now and then mirrored."""
    art = open_art(photo.art)
    ratio = RATIOS[photo.shape]
    width = min(art.width * photo.part, art.height * photo.part * ratio, art.width, art.height * ratio)
    height = width / ratio
    left = min(max(photo.x * art.width - width / 2, 0), art.width - width)
    top = min(max(photo.y * art.height - height / 2, 0), art.height - height)
    size = (long_side_px, round(long_side_px / ratio)) if ratio >= 1 else (round(long_side_px * ratio), long_side_px)
    picture = art.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + width, top + height))
    if chance.random() < 0.3:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    grown = 1.03
    tilted = picture.rotate(chance.uniform(-0.7, 0.7), Image.Resampling.BICUBIC)
    inset_x, inset_y = size[0] * (1 - 1 / grown) / 2, size[1] * (1 - 1 / grown) / 2
    return tilted.resize(size, Image.Resampling.BICUBIC, box=(inset_x, inset_y, size[0] - inset_x, size[1] - inset_y))


def _develop(picture: Image.Image, grade: Grade, chance: Random) -> Image.Image:
    """Bloom, grade, light from one side, fall-off to the corners, grain."""
    bloom = picture.resize((picture.width // 8, picture.height // 8), Image.Resampling.BOX)
    bloom = bloom.filter(ImageFilter.GaussianBlur(picture.width / 200)).resize(picture.size, Image.Resampling.BICUBIC)
    pixels: Pixels = np.asarray(picture, dtype=np.float32) / np.float32(255)
    glow: Pixels = np.asarray(bloom, dtype=np.float32) / np.float32(255)
    pixels = np.asarray(1 - (1 - pixels) * (1 - 0.16 * glow**2), dtype=np.float32)
    pixels = np.asarray(_graded(pixels, grade) * _light(picture.size, chance)[..., None], dtype=np.float32)
    pixels += _grain(picture.size, chance)[..., None] * np.float32(grade.grain)
    return Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8), "RGB")


def _graded(pixels: Pixels, grade: Grade) -> Pixels:
    gains = np.asarray(grade.gains, dtype=np.float32)
    grey = (pixels @ np.asarray((0.2126, 0.7152, 0.0722), dtype=np.float32))[..., None]
    pixels = (grey + (pixels - grey) * np.float32(grade.saturation)) * gains
    pixels = 0.5 + (pixels - 0.5) * np.float32(grade.contrast)
    return np.asarray(grade.lift + pixels * (1 - grade.lift), dtype=np.float32)


def _light(size: tuple[int, int], chance: Random) -> Pixels:
    """Brightness over the picture: brighter on one side, darker towards the corners."""
    y, x = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j].astype(np.float32)
    corner = 1 - 0.2 * np.clip(x * x + y * y - 0.35, 0, None) ** 1.2
    side = 1 + 0.045 * (chance.choice((-1, 1)) * x - y)
    return np.asarray(corner * side, dtype=np.float32)


def _grain(size: tuple[int, int], chance: Random) -> Pixels:
    """Grain of about two pixels, mean 0, deviation 1."""
    random = np.random.default_rng(chance.randrange(1 << 30))
    small = random.standard_normal((size[1] // 2 + 1, size[0] // 2 + 1)).astype(np.float32)
    coarse = Image.fromarray(small, "F").resize(size, Image.Resampling.BICUBIC)
    return np.asarray(coarse, dtype=np.float32) * 1.2


def _rational(value: float | Fraction) -> IFDRational:
    exact = Fraction(value).limit_denominator(10_000)
    return IFDRational(exact.numerator, exact.denominator)


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds of an absolute coordinate."""
    minutes, seconds = divmod(abs(value) * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return _rational(int(degrees)), _rational(int(minutes)), _rational(Fraction(round(seconds * 100), 100))


def _exif(folder: PhotoFolder, number: int, orientation: int, chance: Random) -> Image.Exif:
    """Camera, lens, exposure, time and place, as the camera would have written them."""
    camera, taken = folder.camera, folder.taken + dt.timedelta(seconds=number * SECONDS_BETWEEN + chance.randrange(240))
    exif = Image.Exif()
    base = ExifTags.Base
    exif[base.Make], exif[base.Model], exif[base.Orientation] = camera.make, camera.model, orientation
    exif[base.DateTime] = f"{taken:%Y:%m:%d %H:%M:%S}"
    exif[base.Software] = "Hearth demo"
    exif.get_ifd(ExifTags.IFD.Exif).update(_exposure(camera, taken, chance))
    if folder.place is not None:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_position(folder.place, taken, chance))
    return exif


def _exposure(camera: Camera, taken: dt.datetime, chance: Random) -> dict[int, object]:
    base = ExifTags.Base
    stamp = f"{taken:%Y:%m:%d %H:%M:%S}"
    evening = taken.hour >= 17 or taken.hour < 8
    return {
        base.DateTimeOriginal: stamp,
        base.DateTimeDigitized: stamp,
        base.OffsetTimeOriginal: "+02:00" if 4 <= taken.month <= 10 else "+01:00",
        base.LensModel: camera.lens,
        base.FocalLength: _rational(camera.focal_mm),
        base.FNumber: _rational(chance.choice((camera.aperture, camera.aperture * 2, camera.aperture * 2.8))),
        base.ExposureTime: _rational(Fraction(1, chance.choice((30, 60, 80) if evening else (250, 500, 1000)))),
        base.ISOSpeedRatings: chance.choice((800, 1600, 3200) if evening else (100, 200, 400)),
    }


def _position(place: tuple[float, float], taken: dt.datetime, chance: Random) -> dict[int, object]:
    gps = ExifTags.GPS
    latitude, longitude = (value + chance.uniform(-1, 1) * PLACE_SPREAD_DEGREES for value in place)
    return {
        gps.GPSVersionID: b"\x02\x03\x00\x00",
        gps.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        gps.GPSLatitude: _degrees(latitude),
        gps.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        gps.GPSLongitude: _degrees(longitude),
        gps.GPSDateStamp: f"{taken:%Y:%m:%d}",
    }
