"""Work on pictures from the server's side: each picture is handled in a media process, its answer checked here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mediaserver.lib.sandbox import MediaFile, MediaFileRejected, media_processes

MODULE = "library.artwork.pictures.operations"
TIME_LIMIT_S, MEMORY_LIMIT_MB = 30, 1024
COLOUR = re.compile(r"#[0-9a-f]{6}")
MIME_TYPES = {"image/webp", "image/jpeg", "image/png", "image/avif"}
TITLE_CHARACTERS = 300


@dataclass(frozen=True)
class PictureFacts:
    """A picture as shown: size, width ÷ height, its one colour as "#rrggbb", whether it has transparent parts."""

    width: int
    height: int
    ratio: float
    tint: str
    has_alpha: bool


@dataclass(frozen=True)
class MadePicture:
    """An encoded picture ready to be kept or sent. `tint` is "" where none was asked for."""

    data: bytes
    mime_type: str
    width: int
    height: int
    tint: str = ""
    was_kept: bool = False


def inspect_picture(file: MediaFile) -> PictureFacts:
    """Return size, ratio and tint of a picture. Raises MediaFileError."""
    answer = _run("inspect", [file], {})
    width, height = _side(answer, "width"), _side(answer, "height")
    return PictureFacts(width, height, width / height, _tint(answer), answer.get("has_alpha") is True)


def resize_picture(
    file: MediaFile, width: int, height: int | None = None, *, image_format: str = "webp"
) -> MadePicture:
    """Return the picture no larger than asked: upright, sRGB, transparent parts kept. Raises MediaFileError."""
    return _made(_run("resize", [file], {"width": width, "height": height, "image_format": image_format}))


def normalise_picture(file: MediaFile) -> MadePicture:
    """Return an original that is fit to be kept, made anew as WebP unless small and clean. Raises MediaFileError."""
    return _made(_run("normalise", [file], {}))


def draw_cover(title: str, subtitle: str = "", *, kind: str = "movie", seed: str = "", width: int = 600) -> MadePicture:
    """Draw a typographic cover: square for music, 2:3 else. The same seed gives the same cover."""
    arguments = {
        "title": title[:TITLE_CHARACTERS], "subtitle": subtitle[:TITLE_CHARACTERS], "kind": kind,
        "seed": seed[:TITLE_CHARACTERS], "width": width,
    }  # fmt: skip
    return _made(_run("typographic_cover", [], arguments))


def _run(operation: str, files: list[MediaFile], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    answer = media_processes().run(
        f"{MODULE}:{operation}", files, arguments, time_limit_s=TIME_LIMIT_S, memory_limit_mb=MEMORY_LIMIT_MB
    )
    return answer if isinstance(answer, dict) else {}


def _made(answer: Mapping[str, Any]) -> MadePicture:
    data, mime_type = answer.get("data"), answer.get("mime_type")
    if not isinstance(data, bytes) or not data or mime_type not in MIME_TYPES:
        raise MediaFileRejected("not_picture")
    tint = _tint(answer) if "tint" in answer else ""
    kept = answer.get("was_kept") is True
    return MadePicture(data, str(mime_type), _side(answer, "width"), _side(answer, "height"), tint, kept)


def _side(answer: Mapping[str, Any], name: str) -> int:
    value = answer.get(name)
    if type(value) is not int or not 0 < value <= 100_000:
        raise MediaFileRejected("not_picture")
    return value


def _tint(answer: Mapping[str, Any]) -> str:
    value = answer.get("tint")
    if not isinstance(value, str) or COLOUR.fullmatch(value) is None:
        raise MediaFileRejected("not_picture")
    return value
