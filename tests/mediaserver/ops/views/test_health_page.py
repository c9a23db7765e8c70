"""The health page: what is wrong, why, what helps; worst first; green when nothing is."""

from __future__ import annotations

import pytest
from django.test import Client

from mediaserver.system.health import Finding, raise_issue
from mediaserver.system.models import HealthIssue
from tests.factories.people import Cast, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/app/health/"


def test_worst_comes_first_with_its_facts_filled_in(cast: Cast) -> None:
    raise_issue(Finding(key="a:1", what="A trifle", severity=HealthIssue.Severity.NOTICE))
    raise_issue(
        Finding(
            key="a:2", what="%(path)s is away", remedy="Connect it", command="mount '%(path)s'",
            facts={"path": "/mnt/<b>x"}, severity=HealthIssue.Severity.ERROR,
        )
    )  # fmt: skip
    for address in (PAGE, f"{PAGE}rows/"):
        page = signed_in(cast.owner).get(address).content.decode()
        assert page.index("/mnt/&lt;b&gt;x is away") < page.index("A trifle")
        assert "<b>x" not in page
        assert "Connect it" in page
        assert "mount" in page


def test_sentence_whose_facts_do_not_fit_is_shown_as_it_is(cast: Cast) -> None:
    raise_issue(Finding(key="a:1", what="100 % full at %(place)s", facts={}))
    assert "100 % full at %(place)s" in signed_in(cast.owner).get(PAGE).content.decode()


def test_nothing_wrong_is_said(cast: Cast) -> None:
    page = signed_in(cast.librarian).get(PAGE).content.decode()
    assert 'class="check good"' in page
    assert 'class="check bad"' not in page


def test_checking_now_renews_the_list(cast: Cast) -> None:
    raise_issue(Finding(key="disk-space:data", what="Only 1 MB is free"))
    assert signed_in(cast.owner).post(f"{PAGE}check/").url == PAGE
    assert not HealthIssue.objects.filter(what="Only 1 MB is free").exists()


def test_health_is_for_librarians(cast: Cast) -> None:
    for profile in (cast.member, cast.guest, cast.child):
        assert signed_in(profile).get(PAGE).status_code == 403
        assert signed_in(profile).post(f"{PAGE}check/").status_code == 403
    assert "/app/sign-in/" in Client().get(PAGE).url
    assert signed_in(cast.owner).get(f"{PAGE}check/").status_code == 405
