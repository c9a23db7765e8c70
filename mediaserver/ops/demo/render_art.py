"""Renders the drawings of the demo collection from SVG to WebP: run once by whoever changes a drawing, never by `make demo`.

Usage: `python -m mediaserver.ops.demo.render_art FOLDER_OF_SVG`, with Chromium installed. The lettering of the drawings
is paths, so that no typeface is needed.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ART_FOLDER = Path(__file__).parent / "art"
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

# Longest side in pixels by the first letters of the drawing's name; the longest match counts.
LONGEST_SIDE_PX = {
    "": 900,  # posters, 2:3
    "al-": 1000,
    "av": 512,
    "bd-": 1920,
    "e": 1280,
    "p": 600,
    "ph": 2400,  # room to crop
    "t-": 1100,
    "w-": 1920,
}
NUMBERED = re.compile(r"(ph|e|p|av)\d+$")
WEBP_QUALITY = 92


def drawing_class(stem: str) -> str:
    """Return the key of LONGEST_SIDE_PX a drawing belongs to, for example "w-" for "w-harbour" and "" for a poster."""
    numbered = NUMBERED.match(stem)
    if numbered:
        return numbered.group(1)
    return next((key for key in ("al-", "bd-", "t-", "w-") if stem.startswith(key)), "")


def size_of(svg: str, stem: str) -> tuple[int, int, float]:
    """Return width and height of the drawing in CSS pixels and the factor that brings it to its size in the tree."""
    box = VIEW_BOX.search(svg)
    if box is None:
        raise ValueError(f"{stem}.svg has no viewBox that starts at 0 0.")
    width, height = float(box.group(1)), float(box.group(2))
    return round(width), round(height), LONGEST_SIDE_PX[drawing_class(stem)] / max(width, height)


def render(page: Page, svg: str, size: tuple[int, int]) -> bytes:
    """Return the drawing as PNG bytes with its transparency kept, at the page's device scale."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.set_content(f"<style>html,body{{margin:0;background:none}}svg{{display:block}}</style>{svg}")
    return page.screenshot(omit_background=True, clip={"x": 0, "y": 0, "width": size[0], "height": size[1]})


def render_all(folder: Path, target: Path) -> Iterator[tuple[str, int]]:
    """Render every drawing of `folder` into `target` and yield each name with its size in bytes."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in sorted(folder.glob("*.svg")):
            svg = path.read_text(encoding="utf-8")
            width, height, factor = size_of(svg, path.stem)
            page = browser.new_page(device_scale_factor=factor)
            picture = Image.open(io.BytesIO(render(page, svg, (width, height)))).convert("RGBA")
            page.close()
            if not path.stem.startswith("t-"):
                picture = picture.convert("RGB")
            output = target / f"{path.stem}.webp"
            picture.save(output, "WEBP", quality=WEBP_QUALITY, method=6)
            yield output.name, output.stat().st_size
        browser.close()


def main() -> None:
    """Read the folder of drawings from the command line and render it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the SVG drawings")
    folder = parser.parse_args().folder
    ART_FOLDER.mkdir(exist_ok=True)
    total_bytes = 0
    for name, size_bytes in render_all(folder, ART_FOLDER):
        total_bytes += size_bytes
        sys.stdout.write(f"{name}  {size_bytes / 1000:.0f} kB\n")
    sys.stdout.write(f"{total_bytes / 1e6:.1f} MB in all\n")


if __name__ == "__main__":
    main()
