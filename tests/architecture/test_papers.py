"""What the documents say about addresses and events is what the program has."""

from __future__ import annotations

import re

from tests.architecture.source import ROOT, modules
from tests.architecture.test_addresses import ADDRESSES


def test_every_address_of_the_api_is_described() -> None:
    described = set(re.findall(r"`([a-z-]+/[^`\s?]*)`", (ROOT / "docs" / "api.md").read_text(encoding="utf-8")))
    routes = {
        re.sub(r"<pid:\w+>", "<id>", re.sub(r"<int:\w+>", "<n>", route.removeprefix("api/v1/")))
        for name, route in ADDRESSES
        if name.startswith("api:") and name != "api:nothing-here"
    }

    assert not routes - described, "not described in docs/api.md"
    assert not {row for row in described if row.endswith("/")} - routes, "described in docs/api.md, but not there"


def test_every_event_is_described() -> None:
    described = set(
        re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", (ROOT / "docs" / "events.md").read_text(encoding="utf-8"), re.M)
    )
    sent = {
        name
        for module in modules()
        for name in re.findall(r'"((?:library|watch|session|job|health)\.[a-z]+)"', module.text)
        if "publish(" in module.text or "tell_watchers(" in module.text or "CHANGED" in module.text
    }
    apps = {"library.jobs", "library.schedules", "library.health"}

    assert sent - apps == described
