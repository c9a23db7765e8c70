"""Keeping out of memory what dependencies import for features that this server does not use.

Measured: 24 MB of the web process. Each of these stands for an optional import of a library, which goes on without:

- `psycopg` (9 MB): DRF looks for PostgreSQL's field types even where the database is SQLite.
- `OpenSSL` (5 MB): Twisted would offer TLS, which a reverse proxy does here; it brings `cryptography` along.
- `autobahn.twisted.wamp` (8 MB): Autobahn's remote procedure calls, imported by its package beside the WebSockets
  that daphne takes from it; it brings `cryptography` along for their sign-in. `cbor2` (1 MB) is one of their formats.
- Autobahn's native code for masking large WebSocket messages (1 MB): browsers send us short ones.

A library that is asked for by our own code (`cryptography` itself) stays importable.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType

from django.conf import settings


def leave_out_unused_libraries() -> None:
    """Mark them as absent in this process and in those it forks. Call it before the web server is imported."""
    absent = ["OpenSSL", "cbor2"]
    if settings.ON_SQLITE:
        absent += ["psycopg", "psycopg2"]
    for name in absent:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's own mark for "not there"
    os.environ.setdefault("AUTOBAHN_USE_NVX", "0")
    if "autobahn" not in sys.modules:
        empty = ModuleType("autobahn.twisted.wamp")
        empty.ApplicationSession = None  # type: ignore[attr-defined]
        sys.modules[empty.__name__] = empty
