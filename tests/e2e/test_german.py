"""The whole house in German: no page, menu, bar or player shows an English text that has a German one."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, expect

from mediaserver.lib.message_catalogue import read_catalogue
from tests.e2e.conftest import House, OpenPage
from tests.e2e.running import ROOT, until
from tests.e2e.visitor import PASSWORD, Visitor
from tests.e2e.walking import go, main_pages

_PLACE = re.compile(r"%(?:\([a-z_]+\))?[sd]|\{[a-z_]+\}")
_READ_TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, template, code, .mono, kbd, [lang]:not(html)")) found.push(walker.currentNode.textContent);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("template")) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  return [...found, document.title].map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def greta(house: House) -> Visitor:
    """A German owner."""
    house.owner.api("users/", {"username": "Greta", "password": PASSWORD, "role": "owner", "language": "de"})
    visitor = Visitor(house.address)
    visitor.sign_in("Greta")
    profile = visitor.api("me/")["profile"]["id"]
    visitor.api(f"profiles/{profile}/", {"language": "de"}, method="PATCH")
    house.owner.api(f"profiles/{profile}/access/", {"all_libraries": True}, method="PATCH")
    return visitor


@pytest.fixture(scope="module")
def english() -> re.Pattern[str]:
    """All English texts that are another in German; what is put into them may be anything."""
    patterns = []
    for domain in ("django", "djangojs"):
        text = (ROOT / "locale" / "de" / "LC_MESSAGES" / f"{domain}.po").read_text(encoding="utf-8")
        for entry in read_catalogue(text):
            sources = [source for source in (entry.message, entry.plural) if source]
            if not set(sources) & set(entry.translations.values()):
                patterns += [_pattern(source) for source in sources]
    return re.compile("|".join(pattern for pattern in patterns if pattern))


def _pattern(source: str) -> str:
    parts = [re.escape(" ".join(part.split())) for part in _PLACE.split(source.replace("%%", "%"))]
    if not re.search(r"[A-Za-z]{3}", "".join(parts)) or source.count("<"):
        return ""
    # Short words between two places could be anything's name.
    return "" if len(parts) > 1 and len("".join(parts)) < 8 else r"\s*.+?\s*".join(parts)


def _left_over(house: House, texts: Iterable[str], english: re.Pattern[str]) -> list[str]:
    return sorted({text for text in texts if english.fullmatch(text)} - house.libraries().keys())  # names people gave


def test_pages_have_no_english_left(
    house: House, greta: Visitor, open_page: OpenPage, english: re.Pattern[str]
) -> None:
    page = open_page(greta, reduced_motion="reduce")
    troubles = []
    for name, path in main_pages(house).items():
        go(page, path)
        assert page.locator("html").get_attribute("lang") == "de"
        troubles += [f"{name}: {text}" for text in _left_over(house, page.evaluate(_READ_TEXTS), english)]
    assert troubles == [], "\n".join(troubles)


def test_player_music_bar_and_photo_viewer_have_no_english_left(
    house: House, greta: Visitor, open_page: OpenPage, english: re.Pattern[str]
) -> None:
    page = open_page(greta, reduced_motion="reduce")
    pages = main_pages(house)
    go(page, pages["album"])
    page.locator("[data-play-album]").first.click()
    expect(page.locator(".musicbar")).to_be_visible()
    page.locator(".musicbar [data-do=queue]").first.click()
    expect(page.locator("[data-part=queue]")).to_be_visible()
    assert _left_over(house, page.evaluate(_READ_TEXTS), english) == []

    go(page, pages["photos"])
    page.locator("[data-photo-viewer]").first.click()
    expect(page.locator(".viewer [data-part=place]")).to_have_text("1 von 6")
    page.keyboard.press("i")
    expect(page.locator(".viewer [data-part=facts]")).to_contain_text("Lumen")
    assert _left_over(house, page.evaluate(_READ_TEXTS), english) == []

    page.goto(f"/app/play/{house.item('The Lamp', 'movie')['id']}/?start=1")
    until(lambda: page.evaluate("document.querySelector('video').currentTime") > 0.3, "it plays")
    page.keyboard.press("i")
    page.keyboard.press("?")
    expect(page.locator(".shortcuts")).to_be_visible()
    assert _left_over(house, page.evaluate(_READ_TEXTS), english) == []


def test_refusal_and_error_pages_are_german(house: House, greta: Visitor, open_page: OpenPage) -> None:
    page = open_page(greta)
    page.goto(f"/app/play/{house.item('Kestrel Road', 'movie')['id']}/")
    _is_german(page, page.get_by_role("alertdialog").inner_text())


def _is_german(page: Page, text: str) -> None:
    assert page.locator("html").get_attribute("lang") == "de"
    assert re.search(r"\b(der|die|das|nicht|kann|wird|hier)\b", text), text
    assert not re.search(r"\b(the|which|cannot|here|yet)\b", text), text
