"""What all of the API shares: JSON by orjson, and one error shape."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from mediaserver.lib.errors import HearthError
from mediaserver.lib.full_disk import disk_full_in

log = logging.getLogger(__name__)

LONGEST_BODY_BYTES = 2 * 1024 * 1024


class OrjsonRenderer(BaseRenderer):
    """JSON in UTF-8, written by orjson."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the body; an empty one for None."""
        if data is None:
            return b""
        return orjson.dumps(data, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


class TooLarge(exceptions.APIException):
    """The body is longer than anything the API takes."""

    status_code = 413
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(_("This is more than the API takes at once (%(most)s bytes).") % {"most": LONGEST_BODY_BYTES})


class OrjsonParser(BaseParser):
    """Bounded JSON, read by orjson: nothing too long, nested without end, or outside the standard gets through."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the decoded body. Raises TooLarge and ParseError."""
        raw = stream.read(LONGEST_BODY_BYTES + 1)
        if len(raw) > LONGEST_BODY_BYTES:
            raise TooLarge
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise exceptions.ParseError(_("This is no JSON: %(why)s.") % {"why": error.msg}) from error


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer every error in one shape: {code, message, details}. None (only while developing) shows the traceback."""
    headers: dict[str, str] = {}
    details: dict[str, Any]
    error = disk_full_in(error) or error
    if isinstance(error, Http404):
        status, code, message, details = 404, "not_found", _("There is nothing here with this id."), {}
    elif isinstance(error, PermissionDenied):
        status, code, message, details = 403, "not_allowed", _("This account may not do that."), {}
    elif isinstance(error, HearthError):
        status, code, message, details = error.http_status, error.code, error.message, dict(error.details)
        if details.get("after_s"):
            headers["Retry-After"] = str(int(float(str(details["after_s"]))))
    elif isinstance(error, DjangoValidationError):
        status, code, message, details = 400, "invalid", "; ".join(error.messages), {}
    elif isinstance(error, exceptions.APIException):
        status, code, message, details = _from_drf(error)
        header = getattr(error, "auth_header", None)
        if header:
            headers["WWW-Authenticate"] = header
    elif settings.DEBUG:
        return None
    else:
        log.error("An endpoint broke", exc_info=error)
        status, code, message, details = 500, "broken", _("Something broke on the server. Its log says what."), {}
    set_rollback()
    return Response({"code": code, "message": message, "details": details}, status=status, headers=headers)


def _from_drf(error: exceptions.APIException) -> tuple[int, str, str, dict[str, Any]]:
    if isinstance(error, exceptions.ValidationError):
        details = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        plain = json.loads(json.dumps(details, default=str))
        return 400, "invalid", _("Some of the values can't be used; details names them."), plain
    code = {401: "not_signed_in", 403: "not_allowed", 404: "not_found"}.get(error.status_code, str(error.default_code))
    return error.status_code, code, str(error.detail), {}
