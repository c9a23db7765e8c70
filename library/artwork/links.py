"""Addresses of pictures."""

from __future__ import annotations

from django.urls import reverse

from library.models.artwork import Artwork

WIDTHS = (160, 240, 320, 480, 640, 960, 1280, 1920, 2560)
"""The widths that variants are made in; asking for another is refused, so that nobody fills the disk."""


def nearest_width(width: int) -> int:
    """The smallest width on offer that is not below `width`."""
    return next((offered for offered in WIDTHS if offered >= width), WIDTHS[-1])


def image_url(artwork: Artwork, width: int) -> str:
    """Address of the picture about `width` pixels wide. It names the content, so that it may be kept for ever."""
    path = reverse("artwork:image", kwargs={"artwork_id": artwork.public_id, "width": nearest_width(width)})
    return f"{path}?v={artwork.content_hash[:12]}"


def image_srcset(artwork: Artwork, widths: tuple[int, ...]) -> str:
    """A `srcset` of the given widths, none wider than the picture is (but for the first)."""
    offered = [nearest_width(width) for width in widths]
    usable = [width for width in offered if not artwork.width or width <= artwork.width] or offered[:1]
    return ", ".join(f"{image_url(artwork, width)} {width}w" for width in dict.fromkeys(usable))
