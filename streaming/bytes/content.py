"""What may be said about a media file's content: types that no browser runs, and the name it is saved under."""

from __future__ import annotations

import re
from urllib.parse import quote

UNKNOWN = "application/octet-stream"

# Anything a browser would run in our origin (HTML, SVG, XML, scripts) is sent as plain bytes.
_HARMLESS = re.compile(r"(audio|video|image|font)/[a-z0-9][a-z0-9.+-]{0,60}")
_HARMLESS_OTHERS = frozenset(
    {
        "application/epub+zip",
        "application/mp4",
        "application/ogg",
        "application/pdf",
        "application/vnd.apple.mpegurl",
        "application/vnd.comicbook+zip",
        "application/x-subrip",
        "text/plain",
        "text/vtt",
    }
)


def safe_content_type(claimed: str) -> str:
    """Return the claimed type where it is one that a browser only shows or plays, else plain bytes."""
    bare = claimed.partition(";")[0].strip().lower()
    if bare in _HARMLESS_OTHERS:
        return f"{bare}; charset=utf-8" if bare.startswith("text/") else bare
    if _HARMLESS.fullmatch(bare) and not bare.endswith(("+xml", "/xml")):
        return bare
    return UNKNOWN


def disposition(path: bytes, *, as_download: bool) -> bytes:
    """Return the Content-Disposition for the file at `path`: shown in place, or saved under its own name.

    Both spellings of RFC 6266: plain ASCII for old clients, and the full name after RFC 5987.
    """
    name = path.rpartition(b"/")[2].decode("utf-8", "replace")
    plain = re.sub(r'[^ -~]|["\\%/]', "_", name)
    kind = "attachment" if as_download else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}".encode("ascii")
