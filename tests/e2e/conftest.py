"""A browser, and a house to look at: the real server with a small collection, set up as its owner does it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.collection import make_collection
from tests.e2e.running import RunningHearth, chromium, running_hearth, until
from tests.e2e.visitor import PASSWORD, Visitor
from tests.e2e.watching import PageWatch

HERE = Path(__file__).resolve().parent
LAPTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The media, made once; tests add to it but change nothing that is there."""
    return make_collection(tmp_path_factory.mktemp("media"))


@dataclass
class House:
    """A server that is set up and read in."""

    hearth: RunningHearth
    media: Path
    owner: Visitor

    @property
    def address(self) -> str:
        return self.hearth.address

    def libraries(self) -> dict[str, str]:
        """Ids of the libraries by name."""
        return {row["name"]: row["id"] for row in self.owner.api("libraries/")["results"]}

    def item(self, title: str, kind: str) -> dict[str, Any]:
        """The item with exactly this title."""
        return next(row for row in self.owner.api(f"items/?kind={kind}&limit=200")["results"] if row["title"] == title)

    def has_calmed_down(self) -> bool:
        """Whether no job waits or runs."""
        return self.owner.api("jobs/?state=active")["results"] == []


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, collection: Path) -> Iterator[House]:
    """The real server with all four libraries read in; shared by the tests of one process."""
    chromium()
    with running_hearth(tmp_path_factory.mktemp("house")) as hearth:
        owner = Visitor(hearth.address)
        owner.set_up("Ilse", [collection / name for name in ("Films", "Series", "Music", "Photos")])
        house = House(hearth, collection, owner)
        until(lambda: len(owner.api("jobs/?state=ended")["results"]) >= 4, "four scans", within_s=120)
        until(house.has_calmed_down, "all jobs are done", within_s=60)
        yield house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests: Playwright's loop must not outlive them in this thread."""
    executable = chromium()
    flags = ["--autoplay-policy=no-user-gesture-required", "--mute-audio"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def watch() -> Iterator[PageWatch]:
    """Hears the pages of a test; `watch.expect` lets what belongs to the test pass."""
    watch = PageWatch()
    yield watch
    watch.check()


@pytest.fixture
def open_page(browser: Browser, watch: PageWatch) -> Iterator[OpenPage]:
    """`open_page(visitor, **context options)`: a page of a fresh browser profile, signed in as the visitor."""
    contexts: list[BrowserContext] = []

    def make(visitor: Visitor | None = None, *, address: str = "", **options: Any) -> Page:
        chosen = {"viewport": LAPTOP, "locale": "en-GB", "color_scheme": "dark", "timezone_id": "UTC"} | options
        if visitor is not None:
            chosen["storage_state"] = visitor.storage_state()
        context = browser.new_context(base_url=visitor.address if visitor else address, **chosen)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch.listen(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage, house: House) -> Page:
    """The owner's page on a laptop, everything still."""
    return open_page(house.owner, reduced_motion="reduce")


@pytest.fixture(scope="session")
def member(house: House) -> Visitor:
    """Somebody of the household who looks after nothing and may see everything."""
    house.owner.api("users/", {"username": "Milo", "password": PASSWORD, "role": "member"})
    visitor = Visitor(house.address)
    visitor.sign_in("Milo")
    profile = visitor.api("me/")["profile"]["id"]
    house.owner.api(f"profiles/{profile}/access/", {"all_libraries": True}, method="PATCH")
    return visitor


def style(page: Page, selector: str, name: str) -> str:
    """The computed value of one property."""
    answer: str = page.eval_on_selector(selector, f"(element) => getComputedStyle(element)[{json.dumps(name)}]")
    return answer
