"""Somebody with a cookie jar who fills in forms and uses the API, for what a test only needs done."""

from __future__ import annotations

import json
import re
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

PASSWORD = "lantern river 17 morning"


class Visitor:
    """One browser session without a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> str:
        """Read a page."""
        with self._opener.open(self.address + path, timeout=20) as answer:
            return str(answer.read().decode())

    def submit(self, path: str, form_page: str = "", /, **fields: str) -> str:
        """Fill in the form at `form_page` (or `path`) and send it to `path`."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(form_page or path))
        assert token is not None, f"no form at {form_page or path}"
        body = urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        with self._opener.open(self.address + path, body, timeout=20) as answer:
            return str(answer.read().decode())

    def api(self, path: str, body: Any = None, *, method: str = "") -> Any:
        """Ask the API; with a body a POST, unless said otherwise."""
        headers = {"Accept": "application/json", "X-CSRFToken": self._cookie("hearth_csrf")}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        verb = method or ("POST" if data else "GET")
        request = urllib.request.Request(f"{self.address}/api/v1/{path}", data, headers, method=verb)
        with self._opener.open(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def set_up(self, name: str, folders: list[Path]) -> None:
        """Go through the first run."""
        steps = "/app/setup/"
        self.submit(f"{steps}language/", language="en")
        self.submit(f"{steps}owner/", username=name, password=PASSWORD)
        for folder in folders:
            self.submit(f"{steps}media/add/", f"{steps}media/", path=str(folder))
        self.submit(f"{steps}media/")
        self.submit(f"{steps}finish/", f"{steps}network/")

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Come in by the door."""
        self.submit("/app/sign-in/", username=name, password=password)

    def storage_state(self) -> dict[str, Any]:
        """The session as a browser takes it over."""
        host = urlsplit(self.address).hostname
        cookies = [
            {"name": row.name, "value": row.value, "domain": host, "path": "/", "sameSite": "Lax"} for row in self._jar
        ]
        return {"cookies": cookies, "origins": []}

    def _cookie(self, name: str) -> str:
        return next((row.value or "" for row in self._jar if row.name == name), "")
