"""What a Range header asks for, of a file of known size.

Source: RFC 9110 section 14. Several ranges in one request are answered with the whole file: no player we know asks for
them, and answering them piece by piece is how small requests are made to cost a server much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SINGLE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A piece of a file: `count` bytes from `offset` on."""

    offset: int
    count: int

    def content_range(self, size_bytes: int) -> bytes:
        """Return the value of the Content-Range header."""
        return b"bytes %d-%d/%d" % (self.offset, self.offset + self.count - 1, size_bytes)


class Unsatisfiable(Exception):
    """The range begins behind the end of the file: answer 416."""


def parse_range(header: str, size_bytes: int) -> ByteRange | None:
    """Return the one range asked for, cut to the file, or None where the header is to be ignored (whole file).

    Ignored are other units, several ranges, what breaks the grammar, and any range of an empty file, which some
    players send to every address. Raises Unsatisfiable.
    """
    match = _SINGLE.fullmatch(header)
    if match is None or size_bytes == 0:
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, size_bytes)
    offset = int(first)
    end = min(int(last), size_bytes - 1) if last else size_bytes - 1
    if last and int(last) < offset:
        return None
    if offset >= size_bytes:
        raise Unsatisfiable
    return ByteRange(offset, end - offset + 1)


def _suffix(length: str, size_bytes: int) -> ByteRange | None:
    """Return the last `length` bytes; a bare `bytes=-` asks for nothing that the grammar knows."""
    if not length:
        return None
    count = min(int(length), size_bytes)
    if count == 0:
        raise Unsatisfiable
    return ByteRange(size_bytes - count, count)
