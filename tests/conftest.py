"""What holds for every test: databases, skipped browser tests, no data of a running server."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from hypothesis import settings as fuzzing

from tests.cast import cast

__all__ = ["cast"]

# Whether a parser is quick is measured by benchmarks; a deadline here fails on any busy machine.
fuzzing.register_profile("suite", deadline=None)
fuzzing.load_profile("suite")


def pytest_report_header() -> str:
    """Say which database the suite runs on."""
    return f"database: {'SQLite' if settings.ON_SQLITE else 'PostgreSQL'}"


REAL_PROCESSES = (
    "tests/e2e/",
    "tests/robustness/",
    "tests/mediaserver/serve/",
    "tests/mediaserver/ops/",
    "tests/mediaserver/test_bootstrap",
)
"""Where servers, browsers and daemons are raced against the clock of a shared machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the queue's file be used, and give tests of real processes one more try: a busy moment is no verdict."""
    for item in items:
        if item.nodeid.startswith(REAL_PROCESSES):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if "queue" not in settings.DATABASES:
        return
    for item in items:
        for marker in item.iter_markers("django_db"):
            marker.kwargs.setdefault("databases", ["default", "queue"])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> object:
    """Where a browser is required (`HEARTH_REQUIRE_BROWSER=1`), a skipped browser test is a failed one."""
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("HEARTH_REQUIRE_BROWSER") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"A browser is required here, and this test was skipped: {reason}"
    return report
