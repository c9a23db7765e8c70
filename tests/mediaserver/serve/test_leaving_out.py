from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import django
django.setup()
from mediaserver.serve.leaving_out import leave_out_unused_libraries
leave_out_unused_libraries()
from django.urls import get_resolver
get_resolver()._populate()
import mediaserver.serve.web.server
import sys
left = [name for name in ("psycopg", "OpenSSL", "cryptography", "cbor2", "unittest") if sys.modules.get(name)]
assert not left, left
import cryptography.hazmat.primitives.hashes
from watchfiles._rust_notify import RustNotify
from drf_spectacular.generators import SchemaGenerator
assert "/api/v1/items/" in SchemaGenerator().get_schema(request=None, public=True)["paths"]
print("fine")
"""


def test_web_server_and_all_pages_load_without_the_unused_libraries() -> None:
    outside = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = outside | {"DJANGO_SETTINGS_MODULE": "mediaserver.settings.test"}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "fine\n", ended.stderr
