"""Work on the program itself: tracebacks in the browser, static files straight from the tree."""

from typing import Any

from mediaserver.settings.base import *  # noqa: F403  (settings modules extend one another by name)
from mediaserver.settings.base import STORAGES as BASE_STORAGES

DEBUG = True
STORAGES: dict[str, Any] = {  # type: ignore[no-redef]
    **BASE_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
