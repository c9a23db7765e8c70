"""The test suite: a throw-away data directory, quick hashes, SQLite unless DATABASE_URL names a PostgreSQL."""

import os
import tempfile
from typing import Any

if "HEARTH_DATA" not in os.environ:
    os.environ["HEARTH_DATA"] = tempfile.mkdtemp(prefix="hearth-test-")

from mediaserver.settings.base import *  # noqa: F403  (settings modules extend one another by name)
from mediaserver.settings.base import STATIC_ROOT
from mediaserver.settings.base import STORAGES as BASE_STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES: dict[str, Any] = {  # type: ignore[no-redef]
    **BASE_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
