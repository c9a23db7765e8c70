#!/usr/bin/env python3
"""Takes the README's pictures from the running demo: `docs/take_screenshots.py [ADDRESS] --name demo --password …`.

Needs the development requirements and an installed Chromium or Chrome. Watches a little of a few titles first, so that
home has something to go on with.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
SIZE = (1440, 900)
SETTLED_MS = 1_500
BEGUN = (  # kind, title, how far in per cent; the last one stands first
    ("movie", "Signal Lost at Vega", 12),
    ("movie", "The Mapmaker’s Winter", 64),
    ("movie", "Kestrel Road", 38),
    ("movie", "Harbour of Small Lights", 29),
    ("episode", "Birds on the Wire", 58),
)


class Demo:
    """The demo in a browser, signed in."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def sign_in(self, name: str, password: str) -> None:
        """Come in by the door."""
        self.page.goto(f"{self.address}/app/sign-in/")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", password)
        self.page.click("form button.primary")
        self.page.wait_for_url("**/app/")

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the API with the browser's session; with a body, change something."""
        cookies = {row["name"]: row["value"] for row in self.page.context.cookies()}
        headers = {"X-CSRFToken": cookies.get("hearth_csrf", ""), "Referer": self.address}
        method = "PATCH" if body is not None else "GET"
        answer = self.page.request.fetch(
            f"{self.address}/api/v1/{path}", method=method, data=body, headers=headers, fail_on_status_code=True
        )
        return answer.json() if answer.body() else None

    def find(self, kind: str, title: str) -> dict[str, Any]:
        """The item with this title."""
        rows: list[dict[str, Any]] = self.api(f"items/?kind={kind}&limit=200")["results"]
        return next(row for row in rows if row["title"] == title)

    def watch_a_little(self) -> None:
        """Leave a few titles in the middle."""
        for kind, title, percent in BEGUN:
            item = self.find(kind, title)
            position_ms = round(item["duration_ms"] * percent / 100)
            self.api(f"items/{item['id']}/watch-state/", {"position_ms": position_ms})

    def take(self, name: str, path: str = "") -> None:
        """Write a picture of a page, or of the page as it stands."""
        if path:
            self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(SETTLED_MS)
        picture = Image.open(io.BytesIO(self.page.screenshot(type="png"))).convert("RGB")
        picture.save(IMAGES / f"{name}.webp", "WEBP", quality=84, method=6)

    def take_all(self) -> None:
        """Home, a film, an album that plays, photos."""
        photos = next(row for row in self.api("libraries/")["results"] if row["kind"] == "photos")
        self.take("home", "/app/")
        self.take("film", f"/app/films/{self.find('movie', 'Harbour of Small Lights')['id']}/")
        self.page.goto(f"{self.address}/app/albums/{self.find('album', 'Tides I–IX')['id']}/")
        self.page.get_by_role("button", name="Play", exact=True).click()
        self.page.wait_for_selector(".musicbar")
        self.take("music")
        self.page.locator(".musicbar [data-do=close]").first.click()
        self.take("photos", f"/app/libraries/{photos['id']}/")


def main() -> None:
    """Read the command line, drive the browser."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8096")
    parser.add_argument("--name", default="demo")
    parser.add_argument("--password", required=True)
    options = parser.parse_args()
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("There is no Chromium or Chrome here: make test-system-deps installs one.")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--mute-audio", "--autoplay-policy=no-user-gesture-required"]
        )
        page = browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="dark", locale="en-GB", reduced_motion="reduce"
        )
        demo = Demo(page, options.address.rstrip("/"))
        demo.sign_in(options.name, options.password)
        demo.watch_a_little()
        demo.take_all()
        browser.close()


if __name__ == "__main__":
    main()
