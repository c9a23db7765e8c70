"""The root of all errors that carry a code, an HTTP status and facts for the person who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

Detail = str | int | float | bool | None | list[str]


class HearthError(Exception):
    """An expected failure: `code` for programs, the message (a whole sentence with a way on) for people.

    `details` holds the facts the message was made from; never a secret.
    """

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 400

    def __init__(self, message: str, **details: Detail) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, Detail] = details


class NotFound(HearthError):
    """Asked and answered: there is nothing there."""

    code = "not_found"
    http_status = 404


class NotAllowed(HearthError):
    """Known, visible, and not for this person to do."""

    code = "not_allowed"
    http_status = 403


class Conflict(HearthError):
    """The wish contradicts the present state, for example a scan that already runs."""

    code = "conflict"
    http_status = 409


class RetryLater(HearthError):
    """Not now: `after_s` says when to try again, None where unknown."""

    code = "retry_later"
    http_status = 503

    def __init__(self, message: str, after_s: float | None = None, **details: Detail) -> None:
        super().__init__(message, after_s=after_s, **details)
        self.after_s = after_s


class BadConfiguration(HearthError):
    """Stop until a person changes a setting."""

    code = "bad_configuration"
    http_status = 500


class Broken(HearthError):
    """A bug, or an answer that makes no sense."""

    code = "broken"
    http_status = 500
