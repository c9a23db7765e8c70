"""Keeping out of memory what dependencies import for features that this server does not use.

Measured: 28 MB of the web process, 1 MB of the file watcher. Each of these stands for an optional import of a library, which goes on without:

- `psycopg` (9 MB): DRF looks for PostgreSQL's field types even where the database is SQLite.
- `OpenSSL` (5 MB): Twisted would offer TLS, which a reverse proxy does here; it brings `cryptography` along.
- `autobahn.twisted.wamp` (8 MB): Autobahn's remote procedure calls, imported by its package beside the WebSockets
  that daphne takes from it; it brings `cryptography` along for their sign-in. `cbor2` (1 MB) is one of their formats.
- `rest_framework.test` (3 MB, `unittest` and `django.test` with it): drf-spectacular takes from it what pretends to be
  a request; it is loaded when somebody asks for the schema.
- `click` and `pygments` (2 MB, where development put them): colours for consoles and for DRF's own pages.
- The package around `watchfiles`' native part (1 MB): its loops for other programs; we call the native part.
- Autobahn's native code for masking large WebSocket messages (1 MB): browsers send us short ones.

A library that is asked for by our own code (`cryptography` itself) stays importable.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import logging
import os
import sys
from types import ModuleType
from typing import Any, Final

from django.conf import settings

_REQUEST_FACTORY: Final = "rest_framework.test"
_M_ARENA_MAX: Final = -8
"""glibc's malloc.h"""


def leave_out_unused_libraries() -> None:
    """Mark them as absent in this process and in those it forks. Call it before the web server is imported."""
    absent = ["OpenSSL", "cbor2", "click", "pygments"]
    if settings.ON_SQLITE:
        absent += ["psycopg", "psycopg2"]
    for name in absent:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's own mark for "not there"
    os.environ.setdefault("AUTOBAHN_USE_NVX", "0")
    logging.getLogger("autobahn").setLevel(logging.WARNING)
    if "autobahn" not in sys.modules:
        _put_in_place("autobahn.twisted.wamp", ApplicationSession=None)
    _put_in_place(_REQUEST_FACTORY, APIRequestFactory=_real_request_factory)
    found = importlib.util.find_spec("watchfiles")
    if found is not None and "watchfiles" not in sys.modules:
        _put_in_place("watchfiles", __path__=found.submodule_search_locations)


def use_one_heap() -> None:
    """Let all threads of this process, and of those it forks, share one heap (glibc gives each its own, 1 MB or more)."""
    try:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    except (OSError, AttributeError):  # not glibc
        pass


def _put_in_place(name: str, **content: Any) -> None:
    module = ModuleType(name)
    vars(module).update(content)
    sys.modules.setdefault(name, module)


def _real_request_factory(*arguments: Any, **options: Any) -> Any:
    """Load the real thing when it is needed."""
    if not hasattr(sys.modules[_REQUEST_FACTORY], "APIClient"):
        del sys.modules[_REQUEST_FACTORY]
    return importlib.import_module(_REQUEST_FACTORY).APIRequestFactory(*arguments, **options)
