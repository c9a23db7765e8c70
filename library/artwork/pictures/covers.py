"""Draw a cover for something that has no picture: layers of cut paper around a fire, and the title above.

The hue comes from the seed, so that a shelf of them looks like a set and each can be told from its neighbours.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from library.artwork.pictures import lettering
from library.artwork.pictures.colour import oklch

SQUARE_KINDS = {"album", "track", "artist", "music", "playlist", "photo_album", "person"}
WIDE_KINDS = {"episode", "home_video", "music_video", "extra", "backdrop"}
SHARPER = 2  # drawn twice as large and made smaller, for smooth edges
EMBER_HUE = math.radians(48)
LAYERS = 5
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class _Palette:
    ground: Colour
    deep: Colour
    layers: tuple[Colour, ...]
    ink: Colour
    quiet_ink: Colour


def draw(title: str, subtitle: str, kind: str, seed: str, width: int) -> Image.Image:
    """Return the cover: square for music and people, wide for episodes, 2:3 for the rest."""
    digest = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    size = _size(kind, width)
    palette = _palette(digest)
    large = (size[0] * SHARPER, size[1] * SHARPER)
    image = _ground(large, palette)
    motif = (_arches, _sun, _arcade, _hills)[digest[3] % 4]
    _paint_layers(image, motif(large, digest), palette)
    image = image.resize(size, Image.Resampling.LANCZOS)
    _shade_for_words(image, palette)
    _set_words(image, title, subtitle, palette)
    return _grain(image, digest)


def _size(kind: str, width: int) -> tuple[int, int]:
    if kind in SQUARE_KINDS:
        return width, width
    if kind in WIDE_KINDS:
        return width, round(width * 9 / 16)
    return width, round(width * 3 / 2)


def _palette(digest: bytes) -> _Palette:
    hue = int.from_bytes(digest[:2], "big") / 65536 * 2 * math.pi
    # The fire is warm where the room is cool and turns to rose or gold where the room is warm itself.
    distance = (hue - EMBER_HUE + math.pi) % (2 * math.pi) - math.pi
    fire = EMBER_HUE if abs(distance) > 0.9 else EMBER_HUE + (0.55 if distance < 0 else -0.5)
    layers = []
    for number in range(LAYERS):
        share = (number / (LAYERS - 1)) ** 1.25
        turn = (fire - hue + math.pi) % (2 * math.pi) - math.pi
        layers.append(oklch(0.27 + 0.5 * share, 0.06 + 0.075 * share, hue + turn * share))
    return _Palette(
        ground=oklch(0.235, 0.045, hue), deep=oklch(0.155, 0.03, hue), layers=tuple(layers),
        ink=oklch(0.955, 0.018, fire), quiet_ink=oklch(0.80, 0.035, fire),
    )  # fmt: skip


def _ground(size: tuple[int, int], palette: _Palette) -> Image.Image:
    """From deep above to lighter below, as a wall lit from a fireplace."""
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, palette.ground), Image.new("RGB", size, palette.deep), ramp)


def _paint_layers(image: Image.Image, masks: list[Image.Image], palette: _Palette) -> None:
    """Lay the sheets over each other from the outside in, each with a soft shadow on the one below."""
    blur = max(2, image.width // 45)
    for mask, colour in zip(masks, palette.layers, strict=False):
        shadow = ImageChops.subtract(mask.filter(ImageFilter.GaussianBlur(blur)), mask)
        image.paste(palette.deep, mask=shadow.point(lambda value: round(value * 0.55)))
        lighter = tuple(min(255, round(part * 1.12 + 6)) for part in colour)
        ramp = Image.linear_gradient("L").resize(image.size)
        sheet = Image.composite(Image.new("RGB", image.size, lighter), Image.new("RGB", image.size, colour), ramp)
        image.paste(sheet, mask=mask)


def _arches(size: tuple[int, int], digest: bytes) -> list[Image.Image]:
    """One fireplace, sheet behind sheet."""
    width, height = size
    middle = width * (0.5 + (digest[4] % 3 - 1) * 0.17)
    crown = height * (0.70 if height > width else 0.74)
    outer = min(width * 0.50, height * 0.42)
    return [
        _arch(size, middle, crown + number * height * 0.028, outer * (1 - number * 0.2)) for number in range(LAYERS)
    ]


def _sun(size: tuple[int, int], digest: bytes) -> list[Image.Image]:
    """A low sun in its rings."""
    width, height = size
    centre = (width * (0.34 + 0.32 * (digest[4] / 255)), height * 0.80)
    outer = min(width * 0.60, height * 0.46)
    masks = []
    for number in range(LAYERS):
        mask = Image.new("L", size)
        radius = outer * (1 - number * 0.19)
        box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        ImageDraw.Draw(mask).ellipse(box, fill=255)
        masks.append(mask)
    return masks


def _arcade(size: tuple[int, int], digest: bytes) -> list[Image.Image]:
    """A row of arches, each a little nearer."""
    width, height = size
    step = width / 3.1
    start = -step * 0.15
    order = (0, 3, 1, 2) if digest[4] % 2 else (3, 0, 2, 1)
    masks = []
    for number, place in enumerate(order):
        crown = height * (0.64 + 0.05 * number)
        masks.append(_arch(size, start + step * (place + 0.15), crown, step * 0.62))
    inner = _arch(size, start + step * (order[-1] + 0.15), height * 0.84, step * 0.36)
    return [*masks, inner]


def _hills(size: tuple[int, int], digest: bytes) -> list[Image.Image]:
    """Ridges before a low light."""
    width, height = size
    masks = []
    for number in range(LAYERS):
        phase = digest[5 + number] / 255 * 2 * math.pi
        base = height * (0.60 + 0.085 * number)
        swing = height * (0.055 - 0.004 * number)
        steps = 80
        ridge = [
            (width * x / steps, base + swing * math.sin(phase + x / steps * (2.2 + 0.5 * number) * math.pi))
            for x in range(steps + 1)
        ]
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(0, height), *ridge, (width, height)], fill=255)
        masks.append(mask)
    return masks


def _arch(size: tuple[int, int], middle: float, crown: float, radius: float) -> Image.Image:
    """A half circle on two straight legs that stand on the lower edge."""
    mask = Image.new("L", size)
    canvas = ImageDraw.Draw(mask)
    canvas.ellipse((middle - radius, crown - radius, middle + radius, crown + radius), fill=255)
    canvas.rectangle((middle - radius, crown, middle + radius, size[1]), fill=255)
    return mask


def _shade_for_words(image: Image.Image, palette: _Palette) -> None:
    """Darken the upper part, so that words read on whatever is behind them."""
    ramp = Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    shade = ramp.resize(image.size).point(lambda value: round(max(0, value - 92) * 0.6))
    image.paste(palette.deep, mask=shade)


def _set_words(image: Image.Image, title: str, subtitle: str, palette: _Palette) -> None:
    """Title and subtitle, upper left; scripts without a font leave the drawing to itself."""
    width, height = image.size
    unit = min(width, height * 1.1)
    margin = round(unit * 0.085)
    canvas = ImageDraw.Draw(image)
    below = margin
    if title.strip() and lettering.can_set(title):
        box = (width - 2 * margin, round(height * 0.46))
        setting = lettering.fit(title, box, (round(unit * 0.155), max(9, round(unit * 0.062))))
        lettering.draw(canvas, (margin, below), setting, palette.ink)
        below += setting.height + round(unit * 0.028)
    if subtitle.strip() and lettering.can_set(subtitle):
        size = max(8, round(unit * 0.052))
        setting = lettering.fit(subtitle, (width - 2 * margin, round(size * 2.4)), (size, size), lettering.MEDIUM)
        lettering.draw(canvas, (margin, below), setting, palette.quiet_ink)


def _grain(image: Image.Image, digest: bytes) -> Image.Image:
    """A breath of noise: the gradients do not fall into bands."""
    generator = numpy.random.default_rng(int.from_bytes(digest[:8], "big"))
    noise = generator.normal(0, 1.6, (image.height, image.width, 1))
    points = numpy.asarray(image, numpy.float64) + noise
    return Image.fromarray(points.clip(0, 255).astype(numpy.uint8))
