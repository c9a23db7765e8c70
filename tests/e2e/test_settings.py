"""Looking after libraries: adding, scanning, moving, removing; jobs, skipped files, health."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.collection import BROKEN_FILM, add_film
from tests.e2e.conftest import House
from tests.e2e.running import until
from tests.e2e.watching import PageWatch
from tests.factories.media_clips import clip

MANY_FILES = 500


@pytest.fixture
def shelf(house: House, tmp_path: Path) -> Iterator[Path]:
    """A folder of films that no library knows yet; libraries made of it are taken away again."""
    before = set(house.libraries().values())
    add_film(tmp_path / "Shelf", "Copper Wolves (2022)", clip("webm"))
    yield tmp_path / "Shelf"
    for library in set(house.libraries().values()) - before:
        house.owner.api(f"libraries/{library}/", method="DELETE")
    until(house.has_calmed_down, "the library is gone")


def _choose_folder(page: Page, path: Path) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Path on the server").fill(str(path))
    dialog.get_by_role("button", name="Go").click()
    expect(dialog.locator(".crumbs [aria-current]")).to_have_text(path.name)
    dialog.get_by_role("button", name="Use this folder").click()


def _add_library(page: Page, folder: Path, name: str) -> Locator:
    page.goto("/app/settings/libraries/")
    page.get_by_role("button", name="Add library").click()
    _choose_folder(page, folder)
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("button", name="Add library").click()
    row = page.locator(".lib", has_text=name)
    expect(row).to_be_visible()
    return row


def test_library_is_added_scanned_moved_and_removed(page: Page, house: House, shelf: Path, watch: PageWatch) -> None:
    watch.expect("^404 /images/")  # a picture of the library, asked for while it is being removed
    row = _add_library(page, shelf, "Late films")
    expect(row).to_contain_text("1 film", timeout=30_000)
    expect(row).to_contain_text("Checked")

    add_film(shelf, "Moth and Lantern (2020)", clip("webm"), 3)
    row.get_by_role("button", name="Scan Late films").click()
    expect(row).to_contain_text("2 films", timeout=30_000)

    moved = shelf.with_name("Moved")
    shutil.move(shelf, moved)
    row.get_by_role("link", name="Late films", exact=True).click()
    page.get_by_role("button", name="It has moved").click()
    _choose_folder(page, moved)
    expect(page.locator(".folder h3")).to_have_text(str(moved))
    until(house.has_calmed_down, "the moved folder is read")
    assert house.item("Copper Wolves", "movie")["availability"] == "available"

    page.get_by_role("button", name="Remove library").click()
    dialog = page.get_by_role("dialog", name="Remove Late films?")
    expect(dialog).to_contain_text("2 items")
    expect(dialog).to_contain_text("are not touched")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    dialog.get_by_role("button", name="Remove library").click()
    page.wait_for_url("**/settings/libraries/")
    expect(page.locator(".lib", has_text="Late films")).to_have_count(0, timeout=30_000)
    assert len(list(moved.iterdir())) == 2


def test_job_is_seen_at_work_and_cancelled(page: Page, house: House, shelf: Path) -> None:
    source = clip("webm")
    for number in range(MANY_FILES):
        folder = shelf / f"Reel {number:03d} (2001)"
        folder.mkdir()
        shutil.copyfile(source, folder / f"{folder.name}.webm")
    _add_library(page, shelf, "Many films")
    page.goto("/app/jobs/")
    job = page.locator(".job", has_text="Many films")
    expect(job.locator("[data-field=percent]")).to_be_visible(timeout=30_000)
    page.evaluate("window.neverLeft = true")
    first = job.locator("[data-field=percent]").inner_text()
    until(lambda: job.locator("[data-field=percent]").inner_text() != first, "the number changes by itself")
    job.get_by_role("button", name="Cancel").click()
    expect(job).to_have_count(0)
    ended = page.locator(".hist tr", has_text="Many films").first
    expect(ended.get_by_label("Cancelled").or_(ended.get_by_text("Cancelled")).first).to_be_attached()
    assert page.evaluate("window.neverLeft")
    until(house.has_calmed_down, "nothing works on")


def test_skipped_file_is_listed_with_its_reason(page: Page, house: House) -> None:
    page.goto("/app/settings/libraries/")
    page.locator(".lib", has_text="Films").get_by_role("link", name="1 file skipped").click()
    row = page.locator(".check", has_text=f"{BROKEN_FILM}.mp4")
    expect(row.locator("p b").first).not_to_be_empty()
    row.get_by_role("button", name="Try again").or_(row.get_by_role("button")).first.click()
    until(house.has_calmed_down, "it was read again")
    page.reload()
    expect(page.locator(".check", has_text=f"{BROKEN_FILM}.mp4")).to_be_visible()


def test_health_page_says_that_nothing_is_wrong_or_what_mends_it(page: Page, house: House) -> None:
    page.goto("/app/health/")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator(".check").first).to_be_visible()
    for check in page.locator(".check:not(.good)").all():
        assert len(check.locator("p").all()) >= 2, check.inner_text()


def test_look_and_language_change_at_once(page: Page, house: House) -> None:
    page.goto("/app/profile/")
    page.get_by_label("Theme").select_option("light")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator("#id_language").select_option("en")
    page.locator("#id_theme").select_option("system")
    page.locator("form.edit button.primary").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
