"""Signed links to media bytes: who may read which file, what for, and until when.

A token is 80 letters for the path of an address. It carries the ids of a playback session and of a file, a purpose
and an expiry, so that answering a request needs one look at the session and nothing else:

    version 1 | purpose 1 | expiry 4 (seconds since 1970) | session 16 | file 16 | HMAC-SHA256, first 22 bytes

The key is derived from `SECRET_KEY`; retired keys (`SECRET_KEY_FALLBACKS`) still open what they signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

from mediaserver.lib.errors import HearthError

_SALT = b"streaming.media_links.1"
_VERSION = 1
_BODY = struct.Struct(">BBI16s16s")
_SIGNATURE_BYTES = 22
_TOKEN_LETTERS = (_BODY.size + _SIGNATURE_BYTES) * 4 // 3


class Purpose(StrEnum):
    """What a link is for; a link for one purpose never serves another."""

    PLAY = "play"
    DOWNLOAD = "download"


# The numbers stand in links that are out in the world: never renumber, only add.
_NUMBER_OF = {Purpose.PLAY: 1, Purpose.DOWNLOAD: 2}
_PURPOSE_OF = {number: purpose for purpose, number in _NUMBER_OF.items()}


class LinkExpired(HearthError):
    """The link was ours, and its time is over."""

    code = "link_expired"
    http_status = 410


class LinkInvalid(HearthError):
    """The link was never made here, or was changed on its way."""

    code = "link_invalid"
    http_status = 404


@dataclass(frozen=True, slots=True)
class MediaGrant:
    """What a checked link allows: `file_id` to whoever plays in `session_id` (both 32 hexadecimal digits)."""

    session_id: str
    file_id: str
    purpose: Purpose
    expires_at: datetime


def issue(*, session_id: str, file_id: str, purpose: Purpose, expires_at: datetime) -> str:
    """Return the token that opens one file to one playback session; `expires_at` is aware and cut to whole seconds."""
    body = _BODY.pack(
        _VERSION,
        _NUMBER_OF[purpose],
        int(expires_at.timestamp()),
        uuid.UUID(hex=session_id).bytes,
        uuid.UUID(hex=file_id).bytes,
    )
    signature = _sign(settings.SECRET_KEY, body)
    return base64.urlsafe_b64encode(body + signature).decode("ascii")


def check(token: str) -> MediaGrant:
    """Return what the token allows. Raises LinkInvalid where it isn't ours, LinkExpired where its time is over."""
    body = _signed_body(token)
    version, number, expires_s, session, file = _BODY.unpack(body)
    purpose = _PURPOSE_OF.get(number)
    if version != _VERSION or purpose is None:
        raise _invalid()
    if expires_s <= time.time():
        raise LinkExpired(_("This link has expired. Open the title again to get a new one."))
    return MediaGrant(
        session_id=session.hex(),
        file_id=file.hex(),
        purpose=purpose,
        expires_at=datetime.fromtimestamp(expires_s, UTC),
    )


def _signed_body(token: str) -> bytes:
    """Return the part of the token that its signature vouches for."""
    # Python's decoder takes both alphabets and skips foreign letters, and then many spellings would open one link.
    if len(token) != _TOKEN_LETTERS or not token.isascii() or "+" in token or "/" in token:
        raise _invalid()
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise _invalid() from error
    body, signature = raw[: _BODY.size], raw[_BODY.size :]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(signature, _sign(key, body)) for key in keys):
        raise _invalid()
    return body


def _sign(secret: str | bytes, body: bytes) -> bytes:
    raw = secret.encode() if isinstance(secret, str) else secret
    key = hashlib.sha256(_SALT + raw).digest()
    return hmac.digest(key, body, "sha256")[:_SIGNATURE_BYTES]


def _invalid() -> LinkInvalid:
    return LinkInvalid(_("This link doesn't lead anywhere."))
