"""Set titles in the typeface of the pages: which font has which letter, how lines break, how large they may be.

The fonts are Inter's, from the installed npm package; Pillow's own Aileron stands in where that is missing. Scripts
that Inter lacks are set in a font of the system where one is found. All files are opened before the door is locked.
"""

from __future__ import annotations

import functools
import io
import math
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageDraw, ImageFont

INTER = Path(__file__).resolve().parents[3] / "node_modules/@fontsource-variable/inter/files"
# The first character of each range of a subset, after Google Fonts' unicode-range lists.
SUBSETS: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    ("latin", ((0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2000, 0x206F), (0x20AC, 0x20AC),
               (0x2122, 0x2122), (0x2191, 0x2191), (0x2212, 0x2212))),
    ("latin-ext", ((0x100, 0x2BA), (0x2C7, 0x2CC), (0x1D00, 0x1DBF), (0x1E00, 0x1E9F), (0x1EF2, 0x1EFF),
                   (0x20A0, 0x20C0), (0x2C60, 0x2C7F), (0xA720, 0xA7FF))),
    ("vietnamese", ((0x1EA0, 0x1EF9), (0x300, 0x323), (0x20AB, 0x20AB))),
    ("cyrillic", ((0x401, 0x45F), (0x490, 0x491), (0x4B0, 0x4B1), (0x2116, 0x2116))),
    ("cyrillic-ext", ((0x460, 0x52F), (0x1C80, 0x1C8A), (0x2DE0, 0x2DFF), (0xA640, 0xA69F))),
    ("greek", ((0x370, 0x3FF),)),
    ("greek-ext", ((0x1F00, 0x1FFF),)),
)  # fmt: skip
SYSTEM_FONTS = tuple(
    Path("/usr/share/fonts") / name
    for name in (
        "opentype/noto/NotoSansCJK-Bold.ttc", "opentype/noto/NotoSansCJK-Regular.ttc",
        "noto-cjk/NotoSansCJK-Bold.ttc", "google-noto-cjk/NotoSansCJK-Bold.ttc",
        "truetype/wqy/wqy-zenhei.ttc", "truetype/noto/NotoSansDevanagari-Bold.ttf",
        "truetype/dejavu/DejaVuSans-Bold.ttf", "dejavu/DejaVuSans-Bold.ttf", "TTF/DejaVuSans-Bold.ttf",
    )
)  # fmt: skip
BOLD, MEDIUM = 640, 500
TIGHT = -0.02  # of the size, as headings are set on the pages
LINE_HEIGHT = 1.08
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class Setting:
    """A text broken into lines at one size."""

    lines: tuple[str, ...]
    size: int
    weight: int

    @property
    def height(self) -> int:
        """Height of the block in points of the picture."""
        return round(len(self.lines) * self.size * LINE_HEIGHT)


def can_set(text: str) -> bool:
    """Whether there is a font for every letter."""
    return all(_font_name(letter) is not None for letter in text)


def fit(text: str, box: tuple[int, int], sizes: tuple[int, int], weight: int = BOLD) -> Setting:
    """Break the text into lines as large as the box allows; the last line is cut where even the least size is too large.

    `sizes` are the largest and the least. Lines are balanced: no single short word is left below.
    """
    width, height = box
    largest, least = sizes
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    text = " ".join(_hyphenated(word, width, round((largest + least) / 2), weight) for word in text.split(" "))
    size = largest
    while True:
        lines = _broken(text, width, size, weight)
        setting = Setting(tuple(lines), size, weight)
        fits = setting.height <= height and all(_width(line, size, weight) <= width for line in lines)
        if fits or size <= least:
            break
        size = max(least, round(size * 0.94))
    count = max(1, int(height // (size * LINE_HEIGHT)))
    if len(lines) > count:
        lines = [*lines[: count - 1], " ".join(lines[count - 1 :])]
    return Setting(tuple(_cut(line, width, size, weight) for line in lines), size, weight)


def draw(canvas: ImageDraw.ImageDraw, at: tuple[int, int], setting: Setting, colour: tuple[int, int, int]) -> None:
    """Draw the lines downwards from the upper left corner `at`."""
    x, y = at
    for number, line in enumerate(setting.lines):
        left = float(x)
        baseline = y + setting.size * (0.86 + number * LINE_HEIGHT)
        for letters, font in _runs(line, setting.size, setting.weight):
            for letter in _clusters(letters):
                canvas.text((left, baseline), letter, font=font, fill=colour, anchor="ls")
                left += _advance(letter, font, setting.size)


def _clusters(letters: str) -> list[str]:
    """Split into letters with their combining marks."""
    found: list[str] = []
    for letter in letters:
        if found and unicodedata.combining(letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _broken(text: str, width: int, size: int, weight: int) -> list[str]:
    """Break greedily, then narrow the measure as long as the number of lines stays: that balances them."""
    words = text.split(" ") if " " in text or len(text) < 12 else _wide_words(text)
    glue = " " if " " in text else ""
    lines = _greedy(words, glue, width, size, weight)
    low, high = 0, width
    while high - low > max(2, width // 60):
        middle = (low + high) // 2
        if len(_greedy(words, glue, middle, size, weight)) > len(lines):
            low = middle
        else:
            high = middle
    balanced = _greedy(words, glue, high, size, weight)
    return balanced if len(balanced) == len(lines) else lines


def _hyphenated(word: str, width: int, size: int, weight: int) -> str:
    """Split a word that is too wide even at a middling size into pieces of one length, each but the last hyphenated."""
    pieces = math.ceil(_width(word, size, weight) / width)
    if pieces < 2 or _wide_words(word) != [word]:
        return word
    length = math.ceil(len(word) / pieces)
    return "- ".join(word[at : at + length] for at in range(0, len(word), length))


def _wide_words(text: str) -> list[str]:
    """A long text without spaces in a script that breaks anywhere (Chinese, Japanese); others stay whole."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return list(text) if wide * 2 > len(text) else [text]


def _greedy(words: list[str], glue: str, width: int, size: int, weight: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}{glue}{word}" if lines else word
        if lines and _width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, width: int, size: int, weight: int) -> str:
    if _width(line, size, weight) <= width:
        return line
    while line and _width(line + "…", size, weight) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def _width(text: str, size: int, weight: int) -> float:
    return sum(
        _advance(letter, font, size) for letters, font in _runs(text, size, weight) for letter in _clusters(letters)
    )


@functools.lru_cache(maxsize=4096)
def _advance(letter: str, font: Font, size: int) -> float:
    return float(font.getlength(letter)) + TIGHT * size


def _runs(text: str, size: int, weight: int) -> list[tuple[str, Font]]:
    """Split the text where the font changes."""
    runs: list[tuple[str, Font]] = []
    for letter in text:
        font = _font(_font_name(letter) or "", size, weight)
        if runs and (runs[-1][1] is font or unicodedata.combining(letter)):
            runs[-1] = (runs[-1][0] + letter, runs[-1][1])
        else:
            runs.append((letter, font))
    return runs


@functools.cache
def _font_name(letter: str) -> str | None:
    """Return which font has the letter, None where none has."""
    code = ord(letter)
    for name, ranges in SUBSETS:
        if name in _inter() and any(first <= code <= last for first, last in ranges):
            return name
    if not _inter() and code < 0x180:
        return ""
    return next((str(path) for path in _system_fonts() if _has(path, letter)), None)


def _has(path: Path, letter: str) -> bool:
    """A font shows the same box for every letter it lacks, and for a code point that nobody has."""
    font = _opened(path)
    missing = font.getmask("\U0010fffd")
    found = font.getmask(letter)
    return found.size != missing.size or bytes(found) != bytes(missing)


@functools.lru_cache(maxsize=256)
def _font(name: str, size: int, weight: int) -> Font:
    if name in _inter():
        font = ImageFont.truetype(io.BytesIO(_inter()[name]), size)
        font.set_variation_by_axes([min(32, max(14, size)), weight])
        return font
    if name:
        return _opened(Path(name)).font_variant(size=size)
    return ImageFont.load_default(size)


@functools.cache
def _inter() -> dict[str, bytes]:
    """Return Inter's subsets by name, read once; empty without the package."""
    files = {name: INTER / f"inter-{name}-opsz-normal.woff2" for name, _ranges in SUBSETS}
    return {name: path.read_bytes() for name, path in files.items() if path.is_file()}


@functools.cache
def _system_fonts() -> tuple[Path, ...]:
    return tuple(path for path in SYSTEM_FONTS if path.is_file())


@functools.cache
def _opened(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(path.read_bytes()), 40)


def open_fonts() -> None:
    """Read every font file now, while files can still be opened."""
    _inter()
    for path in _system_fonts():
        _opened(path)
    ImageFont.load_default(20)
