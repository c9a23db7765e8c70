"""The small ASGI application in front of Django that sends media bytes: `/media/<token>/<name>`.

Django is the cost of a media request, not the bytes. So a view authorises once and hands out a signed link; this
application checks the link and sends. The name at the end of the address is decoration for people and players.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from mediaserver.lib.errors import HearthError, NotFound, RetryLater
from streaming import media_links
from streaming.bytes.asgi_types import Headers, Message, Receive, Scope, Send
from streaming.bytes.conditions import Outcome, Validators, judge, range_holds, validators_of
from streaming.bytes.content import disposition, safe_content_type
from streaming.bytes.grants import Grants, Handle
from streaming.bytes.internal_redirect import internal_location
from streaming.bytes.ranges import ByteRange, Unsatisfiable, parse_range
from streaming.bytes.watch import Watch
from streaming.media_links import MediaGrant, Purpose

logger = logging.getLogger(__name__)

PREFIX: Final = "/media/"
_RECHECK_S = 10.0
_COMMON: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_NOT_KEPT: Final[Headers] = [*_COMMON, (b"cache-control", b"no-store")]
# Kept in the browser but asked about every time: what was played must not outlive the sign-out.
_ASKED_ABOUT: Final = (b"cache-control", b"private, no-cache, no-transform")


@dataclass(frozen=True, slots=True)
class _Opened:
    """One request's file: held open, with the facts of this moment."""

    grant: MediaGrant
    handle: Handle
    size_bytes: int
    validators: Validators

    def headers(self) -> Headers:
        return [
            *_COMMON,
            (b"accept-ranges", b"bytes"),
            _ASKED_ABOUT,
            (b"etag", self.validators.etag.encode()),
            (b"last-modified", self.validators.last_modified.encode()),
        ]

    def content_headers(self) -> Headers:
        as_download = self.grant.purpose is Purpose.DOWNLOAD
        return [
            (b"content-type", safe_content_type(self.handle.content_type).encode()),
            (b"content-disposition", disposition(self.handle.path, as_download=as_download)),
        ]


class MediaBytes:
    """The ASGI application. One for each process: it keeps the answers of the last seconds."""

    def __init__(self, grants: Grants | None = None, *, recheck_s: float = _RECHECK_S) -> None:
        self._grants = grants or Grants()
        self._recheck_s = recheck_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] not in {"GET", "HEAD"}:
            headers = [*_NOT_KEPT, (b"allow", b"GET, HEAD")]
            await _refuse(send, 405, "method_not_allowed", _("Media can only be read."), headers)
            return
        token = scope["path"].removeprefix(PREFIX).partition("/")[0]
        try:
            grant = media_links.check(token)
            handle = await self._open(grant)
        except HearthError as error:
            await _refuse(send, error.http_status, error.code, error.message)
            return
        try:
            await self._answer(scope, send, grant, handle)
        finally:
            handle.release()

    async def _open(self, grant: MediaGrant) -> Handle:
        """Return the held file. Raises NotFound, or RetryLater where asking failed."""
        try:
            handle = await self._grants.open(grant)
        except Exception as error:
            logger.exception("media link can't be resolved file=%s", grant.file_id)
            raise RetryLater(_("The server can't look this up right now. Try again in a moment.")) from error
        if handle is None:
            raise NotFound(_("This link no longer leads anywhere. Open the title again to get a new one."))
        return handle

    async def _answer(self, scope: Scope, send: Send, grant: MediaGrant, handle: Handle) -> None:
        facts = os.fstat(handle.descriptor)
        file = _Opened(grant, handle, facts.st_size, validators_of(grant.file_id, facts.st_size, facts.st_mtime_ns))
        location = internal_location(scope, handle.path)
        if location is not None:
            headers = [*_COMMON, *file.content_headers(), _ASKED_ABOUT]
            await _send_whole(send, 200, [*headers, (b"x-accel-redirect", location)])
            return
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        outcome = judge(asked, file.validators)
        if outcome is Outcome.NOT_MODIFIED:
            await _send_whole(send, 304, file.headers())
        elif outcome is Outcome.FAILED:
            await _refuse(send, 412, "precondition_failed", _("The file has changed since."), file.headers())
        else:
            await self._send_bytes(scope, send, file, asked)

    async def _send_bytes(self, scope: Scope, send: Send, file: _Opened, asked: dict[str, str]) -> None:
        """Send the whole file or the range asked for; a HEAD gets the headers of the whole file (RFC 9110 14.2)."""
        piece: ByteRange | None = None
        if scope["method"] == "GET" and "range" in asked and range_holds(asked, file.validators):
            try:
                piece = parse_range(asked["range"], file.size_bytes)
            except Unsatisfiable:
                headers = [*file.headers(), (b"content-range", b"bytes */%d" % file.size_bytes)]
                await _refuse(send, 416, "range_not_satisfiable", _("The file ends before that."), headers)
                return
        sent = piece or ByteRange(0, file.size_bytes)
        headers = [*file.headers(), *file.content_headers(), (b"content-length", b"%d" % sent.count)]
        if piece is not None:
            headers.append((b"content-range", piece.content_range(file.size_bytes)))
        await send({"type": "http.response.start", "status": 206 if piece else 200, "headers": headers})
        if scope["method"] == "HEAD" or sent.count == 0:
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            async with Watch(self._grants, file.grant, interval_s=self._recheck_s):
                await send(_piece_message(file.handle, sent))
        except ConnectionError as error:
            # The client left, the file shrank or the session ended: the server has closed the connection already.
            logger.debug("media answer ended early file=%s reason=%s", file.grant.file_id, error)


def _piece_message(handle: Handle, piece: ByteRange) -> Message:
    """Return the message that has the server send the bytes itself.

    Source: https://asgi.readthedocs.io/en/latest/extensions.html#zero-copy-send
    """
    return {
        "type": "http.response.zerocopysend",
        "file": handle.descriptor,
        "offset": piece.offset,
        "count": piece.count,
        "more_body": False,
    }


async def _refuse(send: Send, status: int, code: str, message: str, headers: Headers | None = None) -> None:
    """Answer an error in the one shape that all our interfaces share."""
    body = json.dumps({"code": code, "message": message, "details": {}}, ensure_ascii=False).encode()
    kind = (b"content-type", b"application/json; charset=utf-8")
    await _send_whole(send, status, [*(_NOT_KEPT if headers is None else headers), kind], body)


async def _send_whole(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    if status != 304:
        headers = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
