"""Reading the facts of photos inside a media process, with Pillow. Imports nothing of Django."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image

from library.artwork.pictures.opening import open_picture

Answer = dict[str, Any]
QUARTER_TURNS = {5, 6, 7, 8}
WHEN = re.compile(r"(\d{4})[:\-](\d\d)[:\-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
OFFSET = re.compile(r"[+-]\d\d:\d\d")
EXIF, GPS = ExifTags.Base, ExifTags.GPS


def probe(descriptor: int) -> Answer:
    """Return the facts of a picture as a plain mapping with the names of `PhotoFacts`. Decodes no points."""
    with open_picture(descriptor) as image:
        exif = image.getexif()
        orientation = _orientation(image, exif)
        width, height = image.size
        if orientation in QUARTER_TURNS:
            width, height = height, width
        answer: Answer = {
            "container": (image.format or "").lower(),
            "width": width,
            "height": height,
            "orientation": orientation,
            "is_animated": bool(getattr(image, "is_animated", False)),
        }
        answer.update(_camera(exif))
        answer.update(_place(exif.get_ifd(ExifTags.IFD.GPSInfo)))
        return answer


def _orientation(image: Image.Image, exif: Image.Exif) -> int:
    """HEIC and AVIF are turned by their reader, which leaves the tag's old value beside."""
    if image.format in ("HEIF", "AVIF"):
        return 1
    value = exif.get(EXIF.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _camera(exif: Image.Exif) -> Answer:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    return {
        "taken_at": _taken_at(exif, details),
        "camera": _camera_name(_text(exif.get(EXIF.Make)), _text(exif.get(EXIF.Model))),
        "lens": _text(details.get(EXIF.LensModel)),
        "iso": _whole(details.get(EXIF.ISOSpeedRatings)),
        "exposure_s": _real(details.get(EXIF.ExposureTime)),
        "aperture": _real(details.get(EXIF.FNumber)),
        "focal_length_mm": _real(details.get(EXIF.FocalLength)),
        "caption": _text(exif.get(EXIF.ImageDescription)),
        "keywords": [word for word in _wide_text(exif.get(EXIF.XPKeywords)).split(";") if word],
    }


def _taken_at(exif: Image.Exif, details: Mapping[int, Any]) -> str:
    """Return when the shutter opened, as ISO 8601; the zone of the camera where it wrote one."""
    for text, zone in (
        (details.get(EXIF.DateTimeOriginal), details.get(EXIF.OffsetTimeOriginal)),
        (details.get(EXIF.DateTimeDigitized), details.get(EXIF.OffsetTimeDigitized)),
        (exif.get(EXIF.DateTime), details.get(EXIF.OffsetTime)),
    ):
        match = WHEN.match(_text(text))
        if match is not None and _is_date(match):
            year, month, day, hour, minute, second = match.groups()
            offset = _text(zone)
            return f"{year}-{month}-{day}T{hour}:{minute}:{second}" + (offset if OFFSET.fullmatch(offset) else "")
    return ""


def _is_date(match: re.Match[str]) -> bool:
    year, month, day, hour, minute, second = (int(part) for part in match.groups())
    return year >= 1826 and 1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60


def _place(gps: Mapping[int, Any]) -> Answer:
    latitude = _degrees(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef), "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return {}
    altitude = _real(gps.get(GPS.GPSAltitude))
    if altitude is not None and gps.get(GPS.GPSAltitudeRef) in (1, b"\1"):
        altitude = -altitude
    return {"latitude": latitude, "longitude": longitude, "altitude_m": altitude}


def _degrees(parts: Any, side: Any, negative: str, limit: int) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    numbers = [_real(part) for part in parts]
    degrees, minutes, seconds = (number or 0.0 for number in numbers)
    value = degrees + minutes / 60 + seconds / 3600
    if numbers[0] is None or not value <= limit:
        return None
    return round(-value if _text(side).upper() == negative else value, 6)


def _camera_name(maker: str, model: str) -> str:
    """Canon and Canon EOS 90D make one name, not Canon Canon EOS 90D."""
    if not maker or model.lower().startswith(maker.lower().split()[0]):
        return model or maker
    return f"{maker} {model}".strip()


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value.replace("\0", "").strip()[:500] if isinstance(value, str) else ""


def _wide_text(value: Any) -> str:
    return value.decode("utf-16-le", "replace").replace("\0", "").strip() if isinstance(value, bytes) else ""


def _real(value: Any) -> float | None:
    if isinstance(value, tuple) and len(value) == 2:
        value = value[0] / value[1] if value[1] else None
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def _whole(value: Any) -> int | None:
    if isinstance(value, tuple) and value:
        value = value[0]
    return value if isinstance(value, int) and 0 < value < 10_000_000 else None


OPERATIONS = {"probe": probe}
