"""Expected failures of pages become pages: a sentence with a way on, in place of a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from mediaserver.lib.errors import HearthError
from mediaserver.lib.full_disk import disk_full_in

log = logging.getLogger(__name__)


class ExpectedFailures:
    """Middleware that answers a HearthError out of a page with its own status and words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an expected failure; anything else goes on to the 500 page."""
        error = disk_full_in(error) or error
        if not isinstance(error, HearthError):
            return None
        log.info("A page failed as expected path=%s code=%s", request.path, error.code)
        if error.http_status == 404:
            return page_not_found(request, Http404(error.message))
        return render(request, "failed.html", {"message": error.message}, status=error.http_status)
