"""Photos on the whole screen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import House
from tests.e2e.running import until


def test_viewer_opens_turns_closes_and_gives_the_focus_back(page: Page, house: House) -> None:
    page.goto(f"/app/libraries/{house.libraries()['Photos']}/")
    first = page.locator("[data-photo-viewer]").first
    first.focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="Photos")
    expect(viewer).to_be_visible()
    expect(viewer.locator("[data-part=place]")).to_have_text("1 of 6")
    shown = "document.querySelector('.viewer [data-part=photo]').naturalWidth"
    until(lambda: page.evaluate(shown) >= 600, "the photo itself is shown, not its small picture")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("[data-part=place]")).to_have_text("2 of 6")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(viewer.locator("[data-part=place]")).to_have_text("2 of 6")
    page.keyboard.press("i")
    expect(viewer.locator("[data-part=facts]")).to_contain_text("Lumen L1")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    until(lambda: page.evaluate("document.activeElement.matches('[data-photo-viewer]')"), "the focus is in the grid")


def test_photo_has_a_page_of_its_own_with_how_it_was_taken(page: Page, house: House) -> None:
    photo = house.owner.api("items/?kind=photo")["results"][0]
    page.goto(f"/app/photos/{photo['id']}/")
    expect(page.locator(".dl")).to_contain_text("6 July 2024")
    expect(page.locator(".dl")).to_contain_text("ISO 200")
