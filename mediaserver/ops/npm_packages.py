"""Where the packages of `package.json` are installed, and what of them is used."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

SERVED: dict[str, tuple[str, ...]] = {
    "htmx.org": ("dist/htmx.min.js", "LICENSE"),
    "@fontsource-variable/inter": ("opsz.css", "files/*-opsz-normal.woff2", "LICENSE"),
}
"""Package to the files of it that browsers may ask for: exact paths, or one star inside the last part."""


def packages_folder() -> Path:
    """Return the folder `npm ci` fills."""
    return Path(getattr(settings, "NPM_DIR", settings.BASE_DIR / "node_modules"))
