"""Every main page: accessible in both themes, never wider than the screen, silent in the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import House, OpenPage
from tests.e2e.running import until
from tests.e2e.visitor import Visitor
from tests.e2e.walking import AXE, axe_troubles, go, is_too_wide, main_pages
from tests.e2e.watching import PageWatch


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(width: int, theme: str, house: House, open_page: OpenPage) -> None:
    assert AXE.exists(), "axe-core comes with `make setup`"
    viewport = {"width": width, "height": 900}
    page = open_page(house.owner, viewport=viewport, color_scheme=theme, reduced_motion="reduce")
    troubles = []
    for name, path in main_pages(house).items():
        go(page, path)
        assert page.locator("html").get_attribute("data-theme") == theme
        troubles += [f"{name}: {trouble}" for trouble in axe_troubles(page)]
    assert troubles == [], "\n".join(troubles)


@pytest.mark.parametrize("width", [360, 390, 768, 1920])
def test_nothing_scrolls_sideways(width: int, house: House, open_page: OpenPage) -> None:
    page = open_page(house.owner, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    troubles = []
    for name, path in main_pages(house).items():
        go(page, path)
        if found := is_too_wide(page):
            troubles.append(f"{name}: {found}")
    assert troubles == [], "\n".join(troubles)


def test_player_and_doors_pass_axe(house: House, open_page: OpenPage, watch: PageWatch) -> None:
    watch.expect("404 /app/nothing-here/")
    page = open_page(house.owner, reduced_motion="reduce")
    troubles = []
    for path in (f"/app/play/{house.item('The Lamp', 'movie')['id']}/", "/app/nothing-here/", "/offline/"):
        page.goto(path)
        page.wait_for_load_state("load")
        troubles += axe_troubles(page)
    stranger = open_page(address=house.address)
    stranger.goto("/app/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Come in")
    assert troubles + axe_troubles(stranger) == []


def test_every_page_has_its_own_title_one_heading_and_landmarks(page: Page, house: House) -> None:
    titles = []
    for name, path in main_pages(house).items():
        go(page, path)
        assert page.get_by_role("heading", level=1).count() == 1, name
        assert page.get_by_role("main").count() == 1, name
        titles.append(page.title())
    assert all(title.endswith("· Hearth") for title in titles)
    assert len(set(titles)) >= len(titles) - 3, titles


def test_focus_is_always_seen(page: Page, house: House) -> None:
    pages = main_pages(house)
    for name in ("home", "film", "libraries"):
        go(page, pages[name])
        for step in range(18):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                """() => {
                  for (let e = document.activeElement; e && e !== document.body; e = e.parentElement) {
                    const style = getComputedStyle(e);
                    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
                  }
                  return document.activeElement === document.body;
                }"""
            )
            assert seen, f"{name}, step {step}: {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"


def test_back_returns_to_the_same_place_in_the_grid(page: Page, house: House) -> None:
    go(page, main_pages(house)["films"])
    page.get_by_role("button", name="Years").click()
    page.keyboard.press("Escape")
    until(lambda: _scrolled_to_the_end(page) >= 60, "the second page of the grid has come")
    link = page.locator('.grid a[href^="/app/films/"]').nth(55)
    link.evaluate("(element) => element.scrollIntoView({ block: 'center', behavior: 'instant' })")
    address, place = link.get_attribute("href"), page.evaluate("scrollY")
    assert place > 500
    link.click()
    page.wait_for_url(f"**{address}")
    page.go_back()
    expect(page.locator(".grid")).to_be_visible()
    until(lambda: abs(page.evaluate("scrollY") - place) < 60, "the grid stands where it stood")
    until(lambda: page.evaluate("document.activeElement.getAttribute('href')") == address, "the focus is on the film")


def _scrolled_to_the_end(page: Page) -> int:
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    return page.locator(".grid > li > article").count()


def test_arrows_move_in_straight_lines_and_enter_opens(page: Page, house: House) -> None:
    go(page, main_pages(house)["films"])
    first = page.locator(".grid article > a:first-child").first
    first.focus()
    at = "(() => { const box = document.activeElement.getBoundingClientRect(); return [box.left, box.top + scrollY]; })()"
    left, top = page.evaluate(at)
    page.keyboard.press("ArrowRight")
    right_left, right_top = page.evaluate(at)
    assert right_left > left
    assert abs(right_top - top) < 60
    page.keyboard.press("ArrowDown")
    down_left, down_top = page.evaluate(at)
    assert down_top > right_top
    assert abs(down_left - right_left) < 60
    page.keyboard.press("Enter")
    page.wait_for_url("**/app/films/*/")


def test_only_pictures_near_the_view_are_asked_for(page: Page, house: House) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/images/" in request.url else None)
    page.set_viewport_size({"width": 1440, "height": 500})
    go(page, main_pages(house)["films"])
    assert 7 <= len(asked) < page.locator(".grid article").count()


def test_member_sees_every_library_but_no_desk(house: House, member: Visitor, open_page: OpenPage) -> None:
    page = open_page(member, reduced_motion="reduce")
    for name, path in main_pages(house).items():
        if name not in {"libraries", "library", "skipped files", "jobs", "health"}:
            go(page, path)
            assert page.locator('a[href^="/app/settings/"], a[href^="/admin/"], a[href="/app/jobs/"]').count() == 0, (
                name
            )
