"""Music plays in a bar that stays while one goes from page to page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, OpenPage
from tests.e2e.running import until


def _seconds(page: Page) -> int:
    return int(page.locator(".musicbar [data-part=rail]").get_attribute("aria-valuenow") or 0)


def _start_album(page: Page, house: House) -> None:
    page.goto(f"/app/albums/{house.item('Small Hours', 'album')['id']}/")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".musicbar [data-part=title]")).to_have_text("Kettle Song")
    until(lambda: _seconds(page) >= 1, "the first track plays")


def test_music_goes_on_over_three_pages(page: Page, house: House) -> None:
    _start_album(page, house)
    page.evaluate("window.sameDocument = true")
    for name, address in (("Home", "**/app/"), ("Films", "**/libraries/*/"), ("Photos", "**/libraries/*/")):
        before = _seconds(page)
        page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name=name).click()
        page.wait_for_url(address)
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")
        expect(page.locator(".musicbar")).to_be_visible()
        until(lambda before=before: _seconds(page) > before, f"the track goes on while {name} opens")
    assert page.evaluate("window.sameDocument"), "the pages were exchanged inside one document"


def test_bar_pauses_skips_and_shows_the_queue(page: Page, house: House) -> None:
    _start_album(page, house)
    bar = page.get_by_role("region", name="Music player")
    bar.get_by_role("button", name="Pause").click()
    expect(bar.get_by_role("button", name="Play", exact=True)).to_be_visible()
    bar.get_by_role("button", name="Next").click()
    expect(bar.locator("[data-part=title]")).to_have_text("Paper Boats")
    expect(page.locator(".tracks li", has_text="Paper Boats")).to_have_class("on")
    bar.get_by_role("button", name="Queue").first.click()
    expect(page.locator("[data-part=queue]")).to_contain_text("Last Bus")
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="Close the music player").click()
    expect(bar).to_have_count(0)


def test_film_silences_the_music(page: Page, house: House) -> None:
    _start_album(page, house)
    page.get_by_role("searchbox", name="Search").fill("Lamp")
    page.keyboard.press("Enter")
    page.locator("#results .poster a", has_text="The Lamp").first.click()
    page.get_by_role("link", name="Play", exact=True).or_(page.get_by_role("link", name="Resume")).first.click()
    page.wait_for_selector(".player")
    until(lambda: page.evaluate("document.querySelector('video').currentTime") > 0.5, "the film plays")
    heard = _seconds(page) if page.locator(".musicbar").count() else 0
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Lamp")
    if page.locator(".musicbar").count():
        assert _seconds(page) == heard


def test_bar_on_a_phone_stands_above_the_menu(open_page: OpenPage, house: House) -> None:
    page = open_page(house.owner, viewport={"width": 390, "height": 844}, reduced_motion="reduce", has_touch=True)
    _start_album(page, house)
    bar, menu = page.locator(".musicbar").bounding_box(), page.locator("nav.bottom").bounding_box()
    assert bar is not None
    assert menu is not None
    assert bar["y"] + bar["height"] <= menu["y"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
