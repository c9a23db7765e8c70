"""Listens to a page: what goes wrong in the console or on the wire fails the test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

_NAVIGATED_AWAY = "net::ERR_ABORTED"


@dataclass
class PageWatch:
    """Troubles of one page. `expect` names those that belong to the test: "403 /app/jobs/"."""

    troubles: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Begin to listen."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"error in a script: {error} {error.stack}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def expect(self, trouble: str) -> None:
        """Let answers with this status and path pass."""
        self.expected.append(trouble)

    def check(self) -> None:
        """Fail where something went wrong that nobody expected."""
        left = [trouble for trouble in self.troubles if not self._is_expected(trouble)]
        assert left == [], left

    def _is_expected(self, trouble: str) -> bool:
        return any(re.search(pattern, trouble) for pattern in self.expected)

    def _console(self, message: ConsoleMessage) -> None:
        # An answer that is an error is noted with its status and path below.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.troubles.append(f"{message.type} in the console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != _NAVIGATED_AWAY:
            self.troubles.append(f"no answer: {request.failure} {urlsplit(request.url).path}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status} {urlsplit(response.url).path}")
