"""The home page."""

import pytest
from django.urls import reverse

from library.watch_state import record_progress
from mediaserver.system.jobs import start_job
from mediaserver.system.models import Job
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db


def text(browser, address=None):
    return browser.get(address or reverse("library:home")).content.decode()


def test_house_without_libraries_says_what_to_do_by_who_looks(owner, member):
    assert reverse("library:library-add") in text(owner)
    page = text(member)
    assert "Ask whoever looks after this server" in page
    assert reverse("library:library-add") not in page


def test_hero_is_what_was_begun_last_else_the_newest_film(house, cast):
    browser = signed_in(cast.member)
    page = text(browser)
    assert "New in the house" in page and house.film.title in page
    record_progress(cast.member, house.film, position_ms=42 * 60_000)
    page = text(browser)
    assert "Where you left off" in page and "58 min left" in page and "Resume" in page


def test_rows_are_asked_for_one_by_one(house, member):
    page = text(member)
    for key in ("continue", "next-up", f"recent-{house.films.pid}", f"recent-{house.photos.pid}"):
        assert f'hx-get="{reverse("library:home-row", args=[key])}"' in page


def test_unknown_row_is_not_there(member):
    assert member.get(reverse("library:home-row", args=["nonsense"])).status_code == 404


def test_continue_cards_can_be_marked_and_removed(house, cast):
    record_progress(cast.member, house.film, position_ms=42 * 60_000)
    page = text(signed_in(cast.member), reverse("library:home-row", args=["continue"]))
    assert reverse("library:item-seen", args=[house.film.pid]) in page
    assert reverse("library:item-hide", args=[house.film.pid]) in page


def test_row_with_nothing_in_it_draws_nothing(house, member):
    assert text(member, reverse("library:home-row", args=["continue"])).strip() == ""


def test_scan_is_shown_to_those_who_look_after_the_library(house, cast):
    job = start_job("scan", key="scan:1", subject="Films")
    start_job("scan", key="scan:2", subject="Music")
    page = text(signed_in(cast.librarian), reverse("library:scan-line"))
    assert "About to be read: Films, Music" in page
    job.state, job.total_count, job.done_count = Job.State.RUNNING, 200, 50
    job.save()
    page = text(signed_in(cast.librarian), reverse("library:scan-line"))
    assert "Then: Music" in page
    assert "Films" in page and "25 %" in page and 'role="progressbar"' in page
    assert "Films" not in text(signed_in(cast.member), reverse("library:scan-line"))
