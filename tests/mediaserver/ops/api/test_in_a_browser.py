"""The API's page and the librarian's desk in a real browser, under the content policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.running import chromium
from tests.factories import catalogue as make
from tests.factories.people import make_cast, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def film_address(transactional_db: None) -> str:
    """A film's form at the desk."""
    film = make.make_movie(make.make_library(), "The Lamp")
    make.make_version(film)
    return f"/admin/library/mediaitem/{film.pk}/change/"


@pytest.fixture
def page(live_server: LiveServer, film_address: str) -> Iterator[Page]:
    """A page of the owner's browser that writes down what the console complains about."""
    executable, session = chromium(), signed_in(make_cast().owner).cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on("console", lambda line: line.type == "error" and page.complaints.append(f"{line.text} {line.location}"))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
        yield page
        browser.close()


def test_page_of_the_api_shows_and_tries_endpoints(page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.locator("#operations-server-status .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.locator(".live-responses-table").get_by_text('"name": "Hearth"').wait_for()

    assert page.complaints == []  # type: ignore[attr-defined]
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


def test_desk_works_under_the_content_policy(page: Page, live_server: LiveServer, film_address: str) -> None:
    page.goto(f"{live_server.url}{film_address}")
    page.get_by_role("link", name="Genres", exact=False).first.wait_for(state="attached")
    page.get_by_label("Title", exact=False).first.fill("The Lantern")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()

    assert page.get_by_role("link", name="The Lantern").first.is_visible()
    assert page.complaints == []  # type: ignore[attr-defined]
