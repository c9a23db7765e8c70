"""From the film's page to the picture, and back to where one was."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.conftest import House


def test_home_has_films(page: Page, house: House) -> None:
    page.goto("/app/")
    page.wait_for_selector(".poster")
