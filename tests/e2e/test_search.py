"""Search as one types."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import House


def test_two_letters_find_by_kind(page: Page, house: House) -> None:
    page.goto("/app/search/")
    field = page.get_by_role("searchbox", name="Search")
    expect(field).to_be_focused()
    page.keyboard.type("la")
    expect(page.get_by_role("heading", name="Films")).to_be_visible()
    expect(page.locator("#results .title", has_text="The Lamp")).to_be_visible()
    expect(page.locator("#results")).to_contain_text("Last Bus")
    page.keyboard.type("mp")
    expect(page.locator("#results")).not_to_contain_text("Last Bus")
    assert page.url.endswith("q=lamp")
    expect(field).to_be_focused()


def test_accents_and_capitals_make_no_difference_and_nothing_found_says_so(page: Page, house: House) -> None:
    page.goto("/app/search/?q=KÉTTLE")
    expect(page.locator("#results")).to_contain_text("Kettle Song")
    page.goto("/app/search/?q=zzzz")
    expect(page.get_by_role("heading", name="Nothing here is called “zzzz”")).to_be_visible()


def test_slash_goes_to_the_search_from_every_page(page: Page, house: House) -> None:
    page.goto(f"/app/libraries/{house.libraries()['Films']}/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.type("tide")
    page.keyboard.press("Enter")
    expect(page.locator("#results .title", has_text="Tidewatch")).to_be_visible()
