"""Conditional requests: does the client already have these bytes, and is it still the same file?

Source: RFC 9110 section 13. The order of the checks is that of section 13.2.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from enum import Enum


class Outcome(Enum):
    """How the conditions of a request end."""

    SEND = "send"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one state of a file from another: a strong tag, and the time of change in whole seconds."""

    etag: str
    modified_s: int

    @property
    def last_modified(self) -> str:
        """The time of change as an HTTP date."""
        return formatdate(self.modified_s, usegmt=True)


def validators_of(file_id: str, size_bytes: int, mtime_ns: int) -> Validators:
    """Return the validators of a file. Neither path nor inode is in the tag, so that every node gives the same one."""
    facts = f"{file_id}:{size_bytes}:{mtime_ns}".encode()
    return Validators(etag=f'"{hashlib.sha256(facts).hexdigest()[:24]}"', modified_s=mtime_ns // 1_000_000_000)


def judge(headers: Mapping[str, str], current: Validators) -> Outcome:
    """Return what If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since of a GET or HEAD demand."""
    if_match = headers.get("if-match")
    if if_match is not None:
        if not _names_tag(if_match, current.etag, weakly=False):
            return Outcome.FAILED
    elif _is_older_than(headers.get("if-unmodified-since"), current):
        return Outcome.FAILED
    if_none_match = headers.get("if-none-match")
    if if_none_match is not None:
        return Outcome.NOT_MODIFIED if _names_tag(if_none_match, current.etag, weakly=True) else Outcome.SEND
    since = _seconds(headers.get("if-modified-since"))
    return Outcome.NOT_MODIFIED if since is not None and current.modified_s <= since else Outcome.SEND


def range_holds(headers: Mapping[str, str], current: Validators) -> bool:
    """Return whether a Range may be answered: there is no If-Range, or it names exactly the present state."""
    if_range = headers.get("if-range")
    if if_range is None:
        return True
    if if_range.startswith(('"', "W/")):
        return if_range.strip() == current.etag
    return _seconds(if_range) == current.modified_s


def _names_tag(header: str, etag: str, *, weakly: bool) -> bool:
    tags = [tag.strip() for tag in header.split(",")]
    if weakly:
        tags = [tag.removeprefix("W/") for tag in tags]
    return "*" in tags or etag in tags


def _is_older_than(date: str | None, current: Validators) -> bool:
    seconds = _seconds(date)
    return seconds is not None and current.modified_s > seconds


def _seconds(date: str | None) -> int | None:
    """Return an HTTP date as seconds since 1970; None where there is none or it makes no sense (then it is ignored)."""
    if not date:
        return None
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except (ValueError, TypeError, OverflowError):
        return None
