"""What a file is by the end of its name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class FileKind(StrEnum):
    """What is probably inside."""

    VIDEO = "video"
    AUDIO = "audio"
    PICTURE = "picture"


_VIDEO: Mapping[str, str] = {
    "3g2": "video/3gpp2", "3gp": "video/3gpp", "asf": "video/x-ms-asf", "avi": "video/x-msvideo", "divx": "video/x-msvideo",
    "dv": "video/x-dv", "f4v": "video/mp4", "flv": "video/x-flv", "m2t": "video/mp2t", "m2ts": "video/mp2t",
    "m2v": "video/mpeg", "m4v": "video/mp4", "mk3d": "video/x-matroska", "mkv": "video/x-matroska",
    "mov": "video/quicktime", "mp4": "video/mp4", "mpeg": "video/mpeg", "mpg": "video/mpeg", "mts": "video/mp2t",
    "mxf": "application/mxf", "ogm": "video/ogg", "ogv": "video/ogg", "qt": "video/quicktime",
    "rm": "application/vnd.rn-realmedia", "rmvb": "application/vnd.rn-realmedia-vbr", "tp": "video/mp2t",
    "trp": "video/mp2t", "ts": "video/mp2t", "vob": "video/mpeg", "webm": "video/webm", "wmv": "video/x-ms-wmv",
    "wtv": "video/x-ms-wtv",
}  # fmt: skip
_AUDIO: Mapping[str, str] = {
    "aac": "audio/aac", "ac3": "audio/ac3", "aif": "audio/aiff", "aiff": "audio/aiff", "alac": "audio/mp4",
    "ape": "audio/x-ape", "dff": "audio/x-dff", "dsf": "audio/x-dsf", "dts": "audio/vnd.dts", "flac": "audio/flac",
    "m4a": "audio/mp4", "m4b": "audio/mp4", "mka": "audio/x-matroska", "mp2": "audio/mpeg", "mp3": "audio/mpeg",
    "mpc": "audio/x-musepack", "oga": "audio/ogg", "ogg": "audio/ogg", "opus": "audio/ogg", "spx": "audio/ogg",
    "tta": "audio/x-tta", "wav": "audio/wav", "wma": "audio/x-ms-wma", "wv": "audio/x-wavpack",
}  # fmt: skip
_PICTURE: Mapping[str, str] = {
    "avif": "image/avif", "bmp": "image/bmp", "gif": "image/gif", "heic": "image/heic", "heif": "image/heif",
    "jfif": "image/jpeg", "jpe": "image/jpeg", "jpeg": "image/jpeg", "jpg": "image/jpeg", "jxl": "image/jxl",
    "png": "image/png", "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",
}  # fmt: skip
_RAW = frozenset(
    [
        "3fr",
        "arw",
        "cr2",
        "cr3",
        "crw",
        "dng",
        "erf",
        "kdc",
        "mrw",
        "nef",
        "nrw",
        "orf",
        "pef",
        "raf",
        "raw",
        "rw2",
        "rwl",
        "sr2",
        "srf",
        "srw",
        "x3f",
    ]
)
_SUBTITLES = frozenset(["srt", "ass", "ssa", "vtt", "sub", "sup", "smi", "idx", "ttml"])
_CONTENT_TYPES: Mapping[str, str] = {**_VIDEO, **_AUDIO, **_PICTURE}


def suffix_of(name: str) -> str:
    """Return what stands behind the last dot, in lower case, without the dot."""
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem else ""


def stem_of(name: str) -> str:
    """Return the name without its suffix."""
    stem, dot, _suffix = name.rpartition(".")
    return stem if dot and stem else name


def file_kind(name: str, library_kind: str) -> FileKind | None:
    """Return what a file would be in a library of the kind; None where it is no member of it.

    In film and series libraries pictures are sidecars, in music libraries too.
    """
    suffix = suffix_of(name)
    if suffix in _VIDEO:
        return None if library_kind == "music" else FileKind.VIDEO
    if suffix in _AUDIO:
        return FileKind.AUDIO if library_kind == "music" else None
    if library_kind == "photos" and (suffix in _PICTURE or suffix in _RAW):
        return FileKind.PICTURE
    return None


def any_kind(name: str) -> FileKind | None:
    """Return what a file is by its suffix alone."""
    suffix = suffix_of(name)
    if suffix in _VIDEO:
        return FileKind.VIDEO
    if suffix in _AUDIO:
        return FileKind.AUDIO
    return FileKind.PICTURE if suffix in _PICTURE or suffix in _RAW else None


def is_raw(name: str) -> bool:
    """Whether the name is that of a camera's raw picture."""
    return suffix_of(name) in _RAW


def is_subtitle(name: str) -> bool:
    """Whether the name is that of a subtitle file."""
    return suffix_of(name) in _SUBTITLES


def is_nfo(name: str) -> bool:
    """Whether the name is that of a file with facts."""
    return suffix_of(name) == "nfo"


def is_picture_beside(name: str) -> bool:
    """Whether the name is that of a picture that may stand for an item."""
    return suffix_of(name) in _PICTURE or suffix_of(name) == "tbn"


def content_type_of(name: str) -> str:
    """Return the media type that the suffix promises, "" where it promises none."""
    return _CONTENT_TYPES.get(suffix_of(name), "")
