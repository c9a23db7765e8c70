"""The drawings of the collection as pictures: posters, covers, title and closing cards, drifting particles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from mediaserver.ops.demo.catalogue import Album, Facts

ART_FOLDER = Path(__file__).parent / "art"
COVER_PX = 1000
JPEG_QUALITY = 90
CREAM = (244, 239, 233)
TITLE_SHADE = 96  # how much a title darkens the picture behind it, of 255
WIDE = 16 / 9
# Count, smallest and largest radius in parts of the height, colour, opacity.
PARTICLES: dict[str, tuple[int, float, float, tuple[int, int, int], int]] = {
    "dust": (46, 0.0014, 0.0045, (255, 226, 180), 120),
    "pollen": (40, 0.002, 0.006, (255, 246, 210), 150),
    "snow": (130, 0.002, 0.007, (255, 255, 255), 215),
    "bubbles": (36, 0.004, 0.014, (236, 252, 255), 110),
}
# Where portraits of the people lie: the file's stem by the person's name.
PORTRAITS = {
    "Soren Halvik": "p1",
    "Amara Odell": "p2",
    "Tom Ekker": "p3",
    "Ilse Maarten": "p4",
    "Josef Abara": "p5",
    "Petra Lindqvist": "p6",
    "Anders Vael": "p7",
    "Noor Castellan": "p8",
}


def art_path(name: str) -> Path:
    """Return the path of a drawing. Raises FileNotFoundError where there is none of that name."""
    path = ART_FOLDER / f"{name}.webp"
    if not path.is_file():
        raise FileNotFoundError(path)
    return path


def open_art(name: str) -> Image.Image:
    """Return a drawing, without transparency but for title logos."""
    picture = Image.open(art_path(name))
    return picture if name.startswith("t-") else picture.convert("RGB")


def write_jpeg(name: str, target: Path) -> None:
    """Write a drawing as JPEG in its own shape."""
    open_art(name).save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)


def write_backdrop(name: str, target: Path, *, focus_y: float = 0.5) -> None:
    """Write a drawing as JPEG of 16:9, cut around `focus_y`."""
    picture = open_art(name)
    height = round(picture.width / WIDE)
    if height < picture.height:
        top = round(min(max(focus_y * picture.height - height / 2, 0), picture.height - height))
        picture = picture.crop((0, top, picture.width, top + height))
    else:
        width = round(picture.height * WIDE)
        left = (picture.width - width) // 2
        picture = picture.crop((left, 0, left + width, picture.height))
    picture.resize((1920, 1080), Image.Resampling.LANCZOS).save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)


def write_logo(name: str, target: Path) -> None:
    """Write a title logo as PNG with its transparency."""
    open_art(name).save(target, "PNG", optimize=True)


def write_cover(album: Album, target: Path, side_px: int = COVER_PX) -> None:
    """Write an album's cover as JPEG; covers whose drawing has no lettering get it here."""
    picture = open_art(album.cover)
    lettering = album.lettering
    if lettering is not None:
        left, top, side = lettering.crop
        edge = side * picture.height
        box = (left * picture.width, top * picture.height, left * picture.width + edge, top * picture.height + edge)
        picture = picture.crop(tuple(round(value) for value in box))  # type: ignore[arg-type]
    picture = picture.resize((side_px, side_px), Image.Resampling.LANCZOS)
    if lettering is not None:
        draw = ImageDraw.Draw(picture)
        where = (lettering.x * side_px, lettering.y * side_px)
        title = ImageFont.load_default(side_px * 0.088)
        draw.multiline_text(where, lettering.title, font=title, fill=lettering.colour, spacing=side_px * 0.012)
        bottom = draw.multiline_textbbox(where, lettering.title, font=title, spacing=side_px * 0.012)[3]
        artist = ImageFont.load_default(side_px * 0.033)
        draw.text((where[0] + 3, bottom + side_px * 0.025), lettering.artist, font=artist, fill=lettering.colour)
    picture.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)


def _spaced(draw: ImageDraw.ImageDraw, centre: tuple[float, float], text: str, size: float) -> None:
    """Draw capitals with air between them, centred."""
    font = ImageFont.load_default(size)
    gap = size * 0.3
    width = sum(font.getlength(letter) + gap for letter in text) - gap
    x = centre[0] - width / 2
    for letter in text:
        draw.text((x, centre[1]), letter, font=font, fill=(*CREAM, 255), anchor="ls")
        x += font.getlength(letter) + gap


def title_card(facts: Facts, size: tuple[int, int]) -> Image.Image:
    """Return the film's name as a frame that lets the picture through: its logo, else spaced capitals."""
    width, height = size
    card = Image.new("RGBA", size, (10, 8, 9, TITLE_SHADE))
    if facts.logo:
        logo = open_art(facts.logo).convert("RGBA")
        logo.thumbnail((round(width * 0.46), round(height * 0.34)), Image.Resampling.LANCZOS)
        card.alpha_composite(logo, ((width - logo.width) // 2, (height - logo.height) // 2))
        return card
    longest = width * 0.8 / (len(facts.title) * 0.98)
    _spaced(ImageDraw.Draw(card), (width / 2, height * 0.52), facts.title.upper(), min(height * 0.075, longest))
    return card


def closing_card(credits: Sequence[tuple[str, str]], size: tuple[int, int]) -> Image.Image:
    """Return the credits as a dark, slightly transparent frame: characters to the left, people to the right."""
    width, height = size
    card = Image.new("RGBA", size, (10, 8, 9, 205))
    draw = ImageDraw.Draw(card)
    font = ImageFont.load_default(height * 0.05)
    step = height * 0.095
    y = height / 2 - step * (len(credits) - 1) / 2
    for person, character in credits:
        draw.text((width / 2 - width * 0.015, y), character, font=font, fill=(*CREAM, 165), anchor="rm")
        draw.text((width / 2 + width * 0.015, y), person, font=font, fill=(*CREAM, 255), anchor="lm")
        y += step
    return card


def particles(kind: str, size: tuple[int, int], seed: str) -> Image.Image:
    """Return soft dots on a transparent sheet twice as tall as the frame, whose two halves are alike so that it tiles."""
    count, smallest, largest, colour, opacity = PARTICLES[kind]
    width, height = size
    chance = Random(seed)
    tile = Image.new("L", size)
    draw = ImageDraw.Draw(tile)
    for _ in range(count):
        radius = max(1.0, height * smallest + height * (largest - smallest) * chance.random() ** 2)
        x, y = chance.uniform(0, width), chance.uniform(radius * 3, height - radius * 3)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=round(opacity * chance.uniform(0.35, 1)))
    tile = tile.filter(ImageFilter.GaussianBlur(max(0.6, height * 0.0012)))
    sheet = Image.new("L", (width, 2 * height))
    sheet.paste(tile, (0, 0))
    sheet.paste(tile, (0, height))
    picture = Image.new("RGBA", sheet.size, (*colour, 0))
    picture.putalpha(sheet)
    return picture
