"""Failures that people meet are pages with words and a way on, in the right status."""

from __future__ import annotations

import errno
import uuid

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from mediaserver.lib.errors import Conflict, NotFound
from mediaserver.ops.error_pages import ExpectedFailures
from tests.factories.people import Cast, signed_in

pytestmark = pytest.mark.django_db


def answer_to(error: Exception, cast: Cast) -> HttpResponse | None:
    request = RequestFactory().get("/app/somewhere/")
    request.user, request.profile = cast.owner.user, cast.owner  # type: ignore[attr-defined]
    request.session = signed_in(cast.owner).session  # type: ignore[attr-defined]
    return ExpectedFailures(lambda _request: HttpResponse()).process_exception(request, error)


EXPECTED = [
    (Conflict("It is being scanned."), 409, "It is being scanned."),
    (NotFound("It went away."), 404, ""),
    (OSError(errno.ENOSPC, "No space left on device"), 507, "disk"),
    (OperationalError("database or disk is full"), 507, "disk"),
    (OperationalError('could not extend file "x": No space left on device'), 507, "disk"),
]


@pytest.mark.parametrize(("error", "status", "words"), EXPECTED, ids=[str(row[0]) for row in EXPECTED])
def test_expected_failure_is_a_page(cast: Cast, error: Exception, status: int, words: str) -> None:
    answer = answer_to(error, cast)
    assert answer is not None
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "<h1" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("error", [ValueError("x"), OSError(errno.EIO, "x"), OperationalError("no such table")])
def test_anything_else_goes_on(cast: Cast, error: Exception) -> None:
    assert answer_to(error, cast) is None


def test_what_is_not_there_is_a_designed_page(cast: Cast) -> None:
    for address in (f"/app/films/{uuid.uuid4().hex}/", "/app/nothing/", "/nothing"):
        answer = signed_in(cast.owner).get(address)
        assert answer.status_code == 404
        assert "<h1" in answer.content.decode()


def test_page_that_is_not_for_a_member_is_a_designed_page(cast: Cast) -> None:
    answer = signed_in(cast.member).get("/app/jobs/")
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


def test_form_of_another_site_is_refused_with_words(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner.user)
    answer = client.post("/app/health/check/")
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()
