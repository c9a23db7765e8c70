"""Work on one picture inside a media process. Imports nothing of Django; see `making` for the callers' side."""

from __future__ import annotations

import io
import os
from typing import Any

from PIL import Image, ImageCms, ImageOps

from library.artwork.pictures import colour, covers, lettering
from library.artwork.pictures.opening import open_picture
from mediaserver.lib.sandbox.wire import Rejected

Answer = dict[str, Any]
NORMAL_SIDE = 2000
CLEAN_BYTES = 600 * 1024
MAX_SIDE = 4096
QUALITY = {"webp": 82, "jpeg": 86, "avif": 60}
KEPT_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SRGB = ImageCms.createProfile("sRGB")


def inspect(descriptor: int) -> Answer:
    """Return width and height as shown, ratio, tint, format and whether anything shines through."""
    with open_picture(descriptor) as image:
        stored_format = image.format or ""
        upright = _upright(image, (256, 256))
        width, height = _shown_size(image)
        return {
            "width": width,
            "height": height,
            "ratio": round(width / height, 4),
            "tint": colour.tint(upright),
            "format": stored_format.lower(),
            "has_alpha": _has_alpha(upright),
        }


def resize(descriptor: int, width: int, height: int | None = None, image_format: str = "webp") -> Answer:
    """Return the picture upright in sRGB, as large as fits into width × height (else any height), never enlarged."""
    with open_picture(descriptor) as image:
        shown = _shown_size(image)
        size = _fit(shown, min(max(width, 1), MAX_SIDE), min(height or MAX_SIDE, MAX_SIDE))
        upright = _upright(image, size)
        if upright.size != size:
            upright = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        return _encode(upright, image_format)


def normalise(descriptor: int) -> Answer:
    """Return an original fit to be kept: small and clean ones as they are, others made anew as WebP ≤ 2000 points.

    Clean means a format every browser shows, upright, without appended bytes of other kinds being of use to anyone:
    it is decoded whole first, so that a damaged file is refused here and not in a browser.
    """
    size_bytes = os.fstat(descriptor).st_size
    with open_picture(descriptor) as image:
        mime_type = KEPT_FORMATS.get(image.format or "")
        small = max(image.size) <= NORMAL_SIDE and size_bytes <= CLEAN_BYTES
        plain = mime_type and image.getexif().get(0x0112, 1) == 1 and not getattr(image, "is_animated", False)
        profile = image.info.get("icc_profile")
        image.load()
        if small and plain and not profile and image.mode in ("RGB", "RGBA", "L"):
            data = os.pread(descriptor, size_bytes, 0)
            return {
                "data": data, "mime_type": mime_type, "width": image.width, "height": image.height,
                "tint": colour.tint(image), "was_kept": True,
            }  # fmt: skip
        size = _fit(_shown_size(image), NORMAL_SIDE, NORMAL_SIDE)
        upright = _upright(image, size)
        if upright.size != size:
            upright = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        return {**_encode(upright, "webp"), "tint": colour.tint(upright), "was_kept": False}


def typographic_cover(title: str, subtitle: str = "", kind: str = "movie", seed: str = "", width: int = 600) -> Answer:
    """Return a drawn cover for something that has no picture: its title, well set, on a ground of its own hue."""
    cover = covers.draw(title, subtitle, kind, seed or title, min(max(width, 64), 2000))
    return {**_encode(cover, "webp"), "tint": colour.tint(cover)}


def rehearse() -> None:
    """Walk once through what Pillow and numpy import at first use, before the door is locked."""
    lettering.open_fonts()
    image = Image.new("RGBA", (8, 8), (200, 90, 30, 255))
    for image_format in QUALITY:
        _encode(image.convert("RGB"), image_format)
    profile = ImageCms.ImageCmsProfile(SRGB).tobytes()
    _to_srgb(image, profile)
    Image.preinit()
    for stored in ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"):
        out = io.BytesIO()
        image.convert("RGB").save(out, stored)
        with Image.open(io.BytesIO(out.getvalue())) as again:
            ImageOps.exif_transpose(again)
            again.getexif().get_ifd(0x8769)
    covers.draw("Rehearsal of a title", "by nobody", "album", "seed", 96)
    colour.tint(image)
    colour.tint(Image.new("RGB", (2, 2)))


def _shown_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    turned = image.format not in ("HEIF", "AVIF") and image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (height, width) if turned else (width, height)


def _fit(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, width / size[0], height / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright(image: Image.Image, wanted: tuple[int, int]) -> Image.Image:
    """Decode (JPEG at a fraction where that is enough), turn upright, bring to sRGB; RGB or RGBA comes out."""
    profile = image.info.get("icc_profile")
    turned = _shown_size(image) != image.size
    if image.format == "JPEG":
        image.draft(None, (wanted[1], wanted[0]) if turned else wanted)
    upright = image if image.format in ("HEIF", "AVIF") else ImageOps.exif_transpose(image)
    upright = _reduced(upright, wanted)
    if upright.mode in ("I;16", "I", "F"):
        upright = upright.convert("F").point(lambda value: value / 257).convert("L")
    if profile:
        upright = _to_srgb(upright, profile)
    return upright.convert("RGBA" if _has_alpha(upright) else "RGB")


def _reduced(image: Image.Image, wanted: tuple[int, int]) -> Image.Image:
    """Make a very large picture smaller by whole steps before anything costly is done to every point."""
    factor = min(
        image.width // (wanted[0] * 2) if wanted[0] else 1, image.height // (wanted[1] * 2) if wanted[1] else 1
    )
    if factor < 2 or image.mode not in ("RGB", "RGBA", "L"):
        return image
    return image.reduce(factor)


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert from the embedded profile; a broken profile is left out, as browsers do."""
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    source = image.convert("RGB") if image.mode not in ("RGB", "CMYK", "L") else image
    try:
        converted = ImageCms.profileToProfile(source, io.BytesIO(profile), SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    if converted is None:
        return image
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _encode(image: Image.Image, image_format: str) -> Answer:
    if image_format not in QUALITY:
        raise Rejected("not_picture", format=image_format)
    out = io.BytesIO()
    if image_format == "jpeg":
        flat = Image.new("RGB", image.size, (18, 15, 13))
        flat.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
        flat.save(out, "JPEG", quality=QUALITY["jpeg"], optimize=True, progressive=True)
    elif image_format == "avif":
        image.save(out, "AVIF", quality=QUALITY["avif"], speed=8, max_threads=1)
    else:
        image.save(out, "WEBP", quality=QUALITY["webp"], method=3, exact=False)
    return {
        "data": out.getvalue(), "mime_type": f"image/{image_format}", "width": image.width, "height": image.height,
    }  # fmt: skip


OPERATIONS = {"inspect": inspect, "resize": resize, "normalise": normalise, "typographic_cover": typographic_cover}
