"""Manifest, service worker, offline page: for everybody, signed in or not."""

from __future__ import annotations

import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db


def test_manifest_names_icons_that_exist(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert manifest["display"] == "standalone"
    assert client.get(manifest["start_url"]).status_code in {200, 302}
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"] if icon["purpose"] == "any"}
    assert any(icon["purpose"] == "maskable" for icon in manifest["icons"])
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon["src"]


def test_service_worker_keeps_the_offline_page_and_is_asked_for_anew(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    text = answer.content.decode()
    assert 'const PAGE = "/offline/"' in text
    assert "hearth-offline-" in text
    assert "{%" not in text


def test_offline_page_opens_without_a_session(client: Client) -> None:
    answer = client.get("/offline/")
    assert answer.status_code == 200
    assert "Hearth is out of reach" in answer.content.decode()


def test_nothing_there_accepts_a_post(client: Client) -> None:
    for address in ("/manifest.webmanifest", "/service-worker.js", "/offline/"):
        assert client.post(address).status_code == 405
