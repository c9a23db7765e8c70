"""Open a picture inside a media process: known formats only, and none that unpacks to a bomb."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pillow_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from mediaserver.lib.sandbox.wire import Rejected

MAX_POINTS = 120_000_000  # the largest cameras make 100 million
MAX_SIDE = 60_000
PLUGINS = (
    JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin, GifImagePlugin, BmpImagePlugin, TiffImagePlugin,
    AvifImagePlugin,
)  # fmt: skip
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
Image.MAX_IMAGE_PIXELS = MAX_POINTS
pillow_heif.options.DECODE_THREADS = 1
pillow_heif.register_heif_opener()


@contextmanager
def open_picture(descriptor: int) -> Iterator[Image.Image]:
    """Give the opened picture, its points not decoded yet. Raises Rejected for what is no picture, or a bomb."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb", closefd=False) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(file, formats=FORMATS)
        except Image.DecompressionBombError:
            raise Rejected("too_large_picture") from None
        except MemoryError:
            raise
        except UnidentifiedImageError:
            raise Rejected("not_picture") from None
        except Exception as error:  # noqa: BLE001 - whatever a parser makes of damaged bytes
            raise Rejected("not_picture", cause=f"{type(error).__name__}: {error}"[:200]) from None
        with image:
            width, height = image.size
            if width * height > MAX_POINTS or max(width, height) > MAX_SIDE:
                raise Rejected("too_large_picture", width=width, height=height)
            try:
                yield image
            except Image.DecompressionBombError:
                raise Rejected("too_large_picture", width=width, height=height) from None
            except (OSError, SyntaxError, EOFError, ValueError) as error:
                raise Rejected("not_picture", cause=f"{type(error).__name__}: {error}"[:200]) from None
