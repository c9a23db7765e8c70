"""From the film's page to the picture, and back to where one was."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.collection import FILM_SECONDS
from tests.e2e.conftest import House
from tests.e2e.running import until

LAMP = "The Lamp"
NOW = "document.querySelector('video').currentTime"


def _open_film(page: Page, house: House, title: str) -> None:
    page.goto(f"/app/films/{house.item(title, 'movie')['id']}/")


def _wait_for(page: Page, expression: str) -> None:
    """Wait until an expression of the page holds. The page's own policy forbids `wait_for_function`."""
    until(lambda: page.evaluate(expression), expression)


def _plays_on(page: Page) -> None:
    """Wait until the picture has moved."""
    first = page.evaluate(NOW)
    _wait_for(page, f"{NOW} > {first} + 0.5")


def test_film_plays_seeks_and_goes_on_where_it_was_left(page: Page, house: House) -> None:
    _open_film(page, house, LAMP)
    expect(page.locator("#plays-short")).to_have_text("Plays as it is")
    page.get_by_role("link", name="Play", exact=True).click()
    page.wait_for_selector(".player")
    _plays_on(page)
    assert page.evaluate("document.querySelector('video').videoWidth") == 320

    _seek_by_keys(page)
    _seek_on_the_line(page)
    page.keyboard.press("k")
    _wait_for(page, "document.querySelector('video').paused")
    left_at = page.evaluate(NOW)

    page.get_by_role("link", name="Back").click()
    page.wait_for_url("**/app/films/*/")
    page.get_by_role("link", name="Resume").click()
    page.wait_for_selector(".player")
    expect(page.get_by_text("Going on at 1:")).to_be_visible()
    _plays_on(page)
    assert abs(page.evaluate(NOW) - left_at) < 6

    page.goto("/app/")
    expect(page.locator(".hero")).to_contain_text("Where you left off")
    shelf = page.locator("#shelf-continue")
    expect(shelf.locator(".wide", has_text=LAMP).get_by_role("progressbar")).to_be_visible()


def _seek_by_keys(page: Page) -> None:
    before = page.evaluate(NOW)
    page.keyboard.press("ArrowRight")
    _wait_for(page, f"{NOW} > {before} + 4.5")
    page.keyboard.press("l")
    _wait_for(page, f"{NOW} > {before} + 14")
    page.keyboard.press("j")
    _wait_for(page, f"{NOW} < {before} + 10")
    page.keyboard.press("5")
    _wait_for(page, f"Math.abs({NOW} - {FILM_SECONDS / 2}) < 4")


def _seek_on_the_line(page: Page) -> None:
    page.mouse.move(400, 300)
    box = page.locator(".scrub").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    _wait_for(page, f"Math.abs({NOW} - {FILM_SECONDS * 0.6}) < 4")
    _plays_on(page)


def test_keys_of_the_player(page: Page, house: House) -> None:
    page.goto(f"/app/play/{house.item(LAMP, 'movie')['id']}/?start=1")
    _plays_on(page)
    page.keyboard.press("Space")
    _wait_for(page, "document.querySelector('video').paused")
    page.keyboard.press("m")
    _wait_for(page, "document.querySelector('video').muted")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("i")
    what = page.get_by_role("complementary", name="What is happening")
    expect(what).to_contain_text("H.264")
    expect(what).to_contain_text("320 × 180")
    page.keyboard.press("Escape")
    expect(what).to_be_hidden()


def test_film_seen_to_the_end_counts_as_seen(page: Page, house: House) -> None:
    film = house.item("Film number 07", "movie")
    page.goto(f"/app/play/{film['id']}/")
    expect(page.get_by_role("heading", name="That was all")).to_be_visible()
    page.get_by_role("dialog").get_by_role("link", name="Back").click()
    page.wait_for_url("**/app/films/*/")
    expect(page.get_by_role("button", name="Seen", exact=True)).to_have_attribute("aria-pressed", "true")


def test_film_the_browser_cannot_play_says_why(page: Page, house: House) -> None:
    _open_film(page, house, "Kestrel Road")
    expect(page.locator("#plays-short")).to_have_text("Needs converting")
    expect(page.locator("#playing .reasons .x")).to_contain_text(["MPEG-4 ASP can't be decoded here", "AC-3"])
    page.get_by_role("link", name="Play", exact=True).click()
    refusal = page.get_by_role("alertdialog")
    expect(refusal).to_contain_text("This can't be played here yet")
    expect(refusal.locator(".reasons li")).to_contain_text(["MPEG-4 ASP", "AC-3"])
    refusal.get_by_role("link", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kestrel Road")


def test_continue_card_can_be_taken_away(page: Page, house: House) -> None:
    film = house.item("Film number 09", "movie")
    house.owner.api(f"items/{film['id']}/watch-state/", {"position_ms": 1000}, method="PATCH")
    page.goto("/app/")
    card = page.locator("#shelf-continue .wide", has_text="Film number 09")
    card.hover()
    card.get_by_role("button", name="Remove Film number 09 from here").click()
    expect(card).to_have_count(0)
    page.reload()
    expect(page.locator(".shelf .poster").first).to_be_visible()
    expect(card).to_have_count(0)
