"""Every page says what it may load."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["library:home", "library:library-list", "ops:job-list", "accounts:profile-edit"])
def test_page_loads_scripts_only_from_here(cast: Cast, name: str) -> None:
    client = signed_in(cast.owner)
    policy = client.get(reverse(name)).headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == "script-src 'self'"
    assert "frame-ancestors 'none'" in policy


def test_strangers_get_the_policy_too(db: None) -> None:
    assert "script-src 'self'" in Client().get("/app/sign-in/").headers["Content-Security-Policy"]


def test_only_the_browsable_api_may_run_what_stands_in_it(cast: Cast) -> None:
    client = signed_in(cast.owner)
    assert "'unsafe-inline'" in client.get("/api/v1/docs/").headers["Content-Security-Policy"].split("script-src")[1]
