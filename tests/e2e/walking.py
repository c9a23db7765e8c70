"""The main pages of a house, for tests that walk through all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.e2e.conftest import House
from tests.e2e.running import ROOT, until

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_STILL = """() => document.querySelector('[data-skeleton], .htmx-request, html[aria-busy]') === null
  && document.querySelector('[hx-get][hx-trigger="load"]:empty') === null"""


def main_pages(house: House) -> dict[str, str]:
    """Addresses by the names tests call them."""
    libraries = house.libraries()
    first: Callable[[str], dict[str, Any]] = lambda kind: house.owner.api(f"items/?kind={kind}")["results"][0]  # noqa: E731
    return {
        "home": "/app/",
        "films": f"/app/libraries/{libraries['Films']}/",
        "film": f"/app/films/{house.item('The Lamp', 'movie')['id']}/",
        "series": f"/app/series/{house.item('Tidewatch', 'series')['id']}/",
        "episode": f"/app/episodes/{house.item('Low Water', 'episode')['id']}/",
        "music": f"/app/libraries/{libraries['Music']}/",
        "album": f"/app/albums/{house.item('Small Hours', 'album')['id']}/",
        "artist": f"/app/artists/{house.item('Ada Vale', 'artist')['id']}/",
        "photos": f"/app/libraries/{libraries['Photos']}/",
        "photo album": f"/app/photo-albums/{first('photo_album')['id']}/",
        "photo": f"/app/photos/{first('photo')['id']}/",
        "search": "/app/search/?q=la",
        "nothing found": "/app/search/?q=zzzz",
        "activity": "/app/activity/",
        "own settings": "/app/profile/",
        "libraries": "/app/settings/libraries/",
        "library": f"/app/settings/libraries/{libraries['Films']}/",
        "skipped files": "/app/settings/skipped/",
        "jobs": "/app/jobs/",
        "health": "/app/health/",
    }


def go(page: Page, path: str) -> None:
    """Open a page and wait until its rows have come."""
    page.goto(path)
    until(lambda: page.evaluate(_STILL), f"{path} is complete")


def is_too_wide(page: Page) -> str:
    """Name what sticks out sideways; empty where nothing does."""
    answer: str = page.evaluate(
        """() => {
          const wide = document.documentElement.scrollWidth;
          if (wide <= innerWidth) return "";
          const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
          return `${wide} px: ${out.slice(0, 5).map((e) => e.tagName + "." + e.className).join(", ")}`;
        }"""
    )
    return answer


def axe_troubles(page: Page) -> list[str]:
    """Serious and critical findings of axe on the page as it is."""
    source = Path(AXE).read_text()
    page.evaluate(f"() => {{ {source} }}")
    found = page.evaluate("(rules) => window.axe.run(document, rules)", _RULES)
    return [
        f"{row['id']} ({row['impact']}): {node['target'][0]} {node['failureSummary'][:200]}"
        for row in found["violations"]
        if row["impact"] in {"serious", "critical"}
        for node in row["nodes"][:3]
    ]
