"""Who may see what, and what signing out ends."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import House, OpenPage
from tests.e2e.running import until
from tests.e2e.visitor import PASSWORD, Visitor
from tests.e2e.watching import PageWatch


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Range": "bytes=0-9"})) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_wrong_password_is_refused_and_the_right_one_leads_where_one_wanted(
    house: House, open_page: OpenPage, watch: PageWatch
) -> None:
    watch.expect("422 /app/sign-in/")
    page = open_page(address=house.address)
    page.goto("/app/jobs/")
    page.get_by_label("Name").fill("Ilse")
    page.get_by_label("Password", exact=True).fill("wrong one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Name and password don't go together")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Jobs")).to_be_visible()
    assert page.url.endswith("/app/jobs/")


def test_signing_out_closes_streams_and_pages(house: House, open_page: OpenPage, watch: PageWatch) -> None:
    watch.expect("40[134] /(api|media|app)/")
    visitor = Visitor(house.address)
    visitor.sign_in("Ilse")
    player = open_page(visitor, reduced_motion="reduce")
    player.goto(f"/app/play/{house.item('The Lamp', 'movie')['id']}/?start=1")
    until(lambda: player.evaluate("document.querySelector('video').currentTime") > 0.5, "it plays")
    stream = player.evaluate("document.querySelector('video').src")
    assert _status(stream) == 206

    other = player.context.new_page()
    other.goto("/app/")
    other.get_by_role("button", name="You: Ilse").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Come in")).to_be_visible()
    until(lambda: _status(stream) in {401, 403, 404, 410}, "the stream is closed")
    expect(player.get_by_role("alertdialog")).to_contain_text("you were signed out")
    player.goto("/app/")
    expect(player.get_by_role("heading", name="Come in")).to_be_visible()


@pytest.mark.parametrize("path", ["/app/jobs/", "/app/health/", "/app/settings/libraries/", "/app/settings/skipped/"])
def test_member_has_no_way_into_the_settings(
    path: str, house: House, member: Visitor, open_page: OpenPage, watch: PageWatch
) -> None:
    watch.expect(f"403 {path}")
    page = open_page(member)
    page.goto("/app/")
    expect(page.locator(".shelf .poster").first).to_be_visible()
    page.get_by_role("button", name="You: Milo").click()
    assert page.locator(f'a[href^="{path}"]').count() == 0
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Go home")).to_be_visible()


def test_activity_shows_who_plays_what_and_stops_it(
    house: House, member: Visitor, open_page: OpenPage, watch: PageWatch
) -> None:
    watch.expect("40[134] /(api|media)/")
    playing = open_page(member, reduced_motion="reduce")
    playing.goto(f"/app/play/{house.item('The Lamp', 'movie')['id']}/?start=1")
    until(lambda: playing.evaluate("document.querySelector('video').currentTime") > 0.5, "it plays")
    desk = open_page(house.owner)
    desk.goto("/app/activity/")
    session = desk.locator(".session", has_text="The Lamp").filter(has_text="Milo")
    expect(session).to_contain_text("Plays as it is")
    session.get_by_role("button", name="Send Milo a message").click()
    desk.get_by_role("dialog").get_by_role("textbox").fill("Supper is ready")
    desk.get_by_role("dialog").get_by_role("button", name="Show it").click()
    expect(playing.get_by_text("Supper is ready")).to_be_visible()
    session.get_by_role("button", name="Stop The Lamp").click()
    expect(playing.get_by_role("alertdialog")).to_contain_text("stopped it")
    expect(session).to_have_count(0)
