"""Paths: reversibly escaped text for the database, and the one way to open a file inside a root.

Names on disk are bytes and need not be UTF-8. The database holds text in which every byte that is not part of
valid UTF-8, every control character and the escape sign itself is written `␛xx` (U+241B and two hex digits): readable where the name is
readable, and exactly the same bytes when it is decoded.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from django.utils.translation import gettext as _

from mediaserver.lib.errors import NotAllowed, NotFound

ESCAPE = "␛"
_MUST_ESCAPE = re.compile("[\udc80-\udcff\x00-\x1f\x7f␛]")
_ESCAPED = re.compile("␛([0-9a-f]{2})")


def encode_path(raw: bytes) -> str:
    """Return the text that the database keeps for a path. `decode_path` gives back the same bytes."""
    text = raw.decode("utf-8", "surrogateescape")
    if not _MUST_ESCAPE.search(text):
        return text
    return _MUST_ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    raw = match.group().encode("utf-8", "surrogateescape")
    return "".join(f"{ESCAPE}{byte:02x}" for byte in raw)


def decode_path(text: str) -> bytes:
    """Return the bytes of a kept path."""
    if ESCAPE not in text:
        return text.encode("utf-8")
    parts: list[bytes] = []
    position = 0
    for match in _ESCAPED.finditer(text):
        parts.append(text[position : match.start()].encode("utf-8"))
        parts.append(bytes([int(match.group(1), 16)]))
        position = match.end()
    parts.append(text[position:].encode("utf-8"))
    return b"".join(parts)


def display_path(text: str) -> str:
    """Return a kept path as people read it: a byte that is no text becomes U+FFFD."""
    return _ESCAPED.sub("\ufffd", text)


def path_hash(raw: bytes) -> bytes:
    """Return the 16 bytes by which a path is looked up (BLAKE2b)."""
    return hashlib.blake2b(raw, digest_size=16).digest()


def contains(outer: bytes, inner: bytes) -> bool:
    """Whether `inner` is `outer` or lies below it, both being real absolute paths."""
    return inner == outer or inner.startswith(outer.rstrip(b"/") + b"/")


def resolve_inside(root: bytes, relative: bytes) -> bytes:
    """Return the real path of `relative` below `root`.

    Raises NotFound where there is nothing, NotAllowed where it is absolute, climbs out, or a link leads outside.
    """
    if relative.startswith(b"/") or b"\x00" in relative or b".." in relative.split(b"/"):
        raise NotAllowed(_("This path leads out of its library."))
    real_root = os.path.realpath(root)
    try:
        real = os.path.realpath(os.path.join(real_root, relative), strict=True)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(_("The file is not where it was at the last scan.")) from error
    except OSError as error:
        raise NotFound(_("The file can't be reached: %(reason)s.") % {"reason": error.strerror}) from error
    if not contains(real_root, real):
        raise NotAllowed(_("A link in this library leads out of it."))
    return real


def open_inside(root: bytes, relative: bytes) -> int:
    """Return a descriptor for reading a regular file below `root`; the caller closes it.

    Raises as `resolve_inside`, and NotFound where it is no regular file or may not be read.
    """
    real = resolve_inside(root, relative)
    try:
        descriptor = os.open(real, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise NotFound(_("The file can't be opened: %(reason)s.") % {"reason": error.strerror}) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotFound(_("This is no ordinary file."))
    os.set_blocking(descriptor, True)
    return descriptor


def write_beside(path: Path, content: bytes, *, mode: int = 0o640) -> None:
    """Write a file so that readers see the old content or the new, never a part: beside, then renamed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
