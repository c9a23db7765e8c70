"""/health and /ready: open to anybody, and they say nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from mediaserver.ops import probes


@pytest.fixture(autouse=True)
def forgotten() -> None:
    probes._migrated = False


def test_alive_needs_no_database(client: Client) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_ready_when_the_database_is_migrated(client: Client) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert client.head("/ready").status_code == 200
    assert client.post("/ready").status_code == 405


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'library' AND name LIKE '0003%'")
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not_ready", "checks": {"database": True, "migrations": False}}
    assert client.get("/health").status_code == 200
