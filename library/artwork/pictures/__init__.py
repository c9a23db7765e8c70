"""Work on pictures in media processes: inspect, resize, normalise, draw covers. See README.md."""

from library.artwork.pictures.making import (
    MadePicture,
    PictureFacts,
    draw_cover,
    inspect_picture,
    normalise_picture,
    resize_picture,
)

__all__ = [
    "MadePicture",
    "PictureFacts",
    "draw_cover",
    "inspect_picture",
    "normalise_picture",
    "resize_picture",
]
