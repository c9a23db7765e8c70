"""The first run, as a newcomer sees it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.running import RunningHearth, chromium, running_hearth
from tests.e2e.visitor import PASSWORD
from tests.e2e.watching import PageWatch

ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHearth]:
    """A server nobody has set up yet. The tests of this file are one story, in their order."""
    chromium()
    with running_hearth(tmp_path_factory.mktemp("fresh")) as hearth:
        yield hearth


@pytest.fixture
def locked(collection: Path) -> Iterator[Path]:
    """A folder that the server may not read."""
    folder = collection / "Locked"
    folder.mkdir()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)
    folder.rmdir()


@pytest.mark.parametrize("headers", [{"Host": "media.example"}, ELSEWHERE, {"Forwarded": "for=203.0.113.9"}])
def test_visitor_from_elsewhere_is_asked_for_the_code(fresh: RunningHearth, headers: dict[str, str]) -> None:
    status, answer, _body = fresh.ask("/app/setup/language/", **headers)
    assert (status, answer["location"]) == (302, "/app/setup/code/")


def test_code_from_the_console_opens_the_door_a_wrong_one_does_not(
    fresh: RunningHearth, open_page: OpenPage, watch: PageWatch
) -> None:
    watch.expect("422 /app/setup/code/")
    page = open_page(address=fresh.address, extra_http_headers=ELSEWHERE)
    page.goto("/")
    page.get_by_label("Set-up code").fill("AAAA-AAAA")
    page.get_by_label("Set-up code").press("Enter")
    expect(page.get_by_text("That is not the code")).to_be_visible()
    page.get_by_label("Set-up code").fill(fresh.set_up_code().lower())
    page.get_by_label("Set-up code").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which language do you speak?")


def test_language_of_the_browser_is_chosen_beforehand(fresh: RunningHearth, open_page: OpenPage) -> None:
    page = open_page(address=fresh.address, locale="de-DE")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("radio", name="Deutsch")).to_be_checked()


def test_wizard_by_keyboard_ends_at_a_home_that_fills_by_itself(
    fresh: RunningHearth, collection: Path, locked: Path, open_page: OpenPage, watch: PageWatch
) -> None:
    watch.expect("422 /app/setup/owner/")
    page = open_page(address=fresh.address)
    page.goto("/")
    _choose_language(page)
    _make_owner(page)
    _name_folders(page, collection, locked)
    page.reload()
    expect(page.locator(".folder h3")).to_have_text([str(collection / "Films"), str(collection / "Photos")])
    _press_enter_on(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("How you reach this server")
    expect(page.locator(".dl dd").first).to_have_text("127.0.0.1")
    started = time.monotonic()
    _press_enter_on(page, "Finish")
    page.wait_for_url("**/app/")
    assert time.monotonic() - started < 2
    _see_posters_come(page)


def _choose_language(page: Page) -> None:
    expect(page.get_by_role("radio", name="English")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Deutsch")).to_be_checked()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who looks after this server?")


def _make_owner(page: Page) -> None:
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Ilse")
    page.keyboard.press("Tab")
    page.keyboard.type("12345678")
    expect(page.locator("#password-strength")).to_contain_text("weak", ignore_case=True)
    page.keyboard.press("Enter")
    expect(page.get_by_text("This password is too common.")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(PASSWORD)
    expect(page.locator("#password-strength")).to_contain_text("strong", ignore_case=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where are your films")


def _name_folders(page: Page, collection: Path, locked: Path) -> None:
    _add_folder(page, str(collection), then_to=locked.name)
    _add_folder(page, str(collection / "Films"))
    films = page.locator(".folder", has_text="Films").first
    expect(films.get_by_role("combobox")).to_have_value("movies")
    expect(films.locator(".guess b")).to_have_count(3)
    _add_folder(page, str(collection / "Photos"))
    photos = page.locator(".folder").nth(1)
    expect(photos.get_by_role("combobox")).to_have_value("photos")
    expect(page.get_by_text("free").first).to_be_visible()


def _add_folder(page: Page, path: str, then_to: str = "") -> None:
    """Type a path; with `then_to` look at that locked folder and leave without choosing."""
    _press_enter_on(page, "Add a folder")
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Path on the server")
    expect(field).to_be_visible()
    _tab_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(path)
    page.keyboard.press("Enter")
    expect(dialog.locator(".crumbs [aria-current]")).to_have_text(Path(path).name)
    done = dialog.get_by_role("button", name="Use this folder")
    expect(done).to_be_focused()
    if then_to:
        expect(dialog.locator(".locked", has_text=then_to)).to_contain_text("no permission")
        _tab_to(page, field)
        page.keyboard.press("Control+A")
        page.keyboard.type(f"{path}/{then_to}")
        page.keyboard.press("Enter")
        expect(dialog.locator(".bad")).to_contain_text("may not read this folder")
        expect(dialog.locator("code")).to_contain_text("setfacl")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="Add a folder")).to_be_focused()
        return
    page.keyboard.press("Enter")
    expect(page.locator(".folder h3", has_text=path)).to_be_visible()


def _press_enter_on(page: Page, name: str) -> None:
    _tab_to(page, page.get_by_role("button", name=name))
    page.keyboard.press("Enter")


def _tab_to(page: Page, target: object) -> None:
    """Press Tab until the element has the focus."""
    for _step in range(40):
        if target.evaluate("(element) => element === document.activeElement"):  # type: ignore[attr-defined]
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not get there")


def _see_posters_come(page: Page) -> None:
    page.evaluate("window.neverLeft = true")
    expect(page.locator(".scanline").first).to_be_visible()
    expect(page.locator(".shelf .poster img").first).to_be_visible(timeout=60_000)
    expect(page.locator(".scanline")).to_have_count(0, timeout=90_000)
    assert page.evaluate("window.neverLeft"), "the page was not loaded anew"
    expect(page.get_by_role("heading", name="New in Films")).to_be_visible()
    expect(page.get_by_role("heading", name="New in Photos")).to_be_visible()
