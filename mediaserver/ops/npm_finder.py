"""Static files from installed npm packages, by an allow-list: `npm/<package>/<file>`."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage, Storage

from mediaserver.ops.npm_packages import SERVED, packages_folder

PREFIX = "npm"


def is_allowed(package: str, inner: str) -> bool:
    """Whether browsers may ask for the file `inner` (slashes, relative to the package)."""
    parts = inner.split("/")
    if any(part in {"", ".", ".."} for part in parts) or "\\" in inner:
        return False
    for pattern in SERVED.get(package, ()):
        allowed = pattern.split("/")
        if len(allowed) == len(parts) and all(map(fnmatchcase, parts, allowed)):
            return True
    return False


def split_name(name: str) -> tuple[str, str] | None:
    """Split `npm/@scope/package/file` into package and file; None for names that are not ours."""
    head, _slash, rest = name.partition("/")
    if head != PREFIX:
        return None
    for package in SERVED:
        if rest.startswith(package + "/"):
            return package, rest[len(package) + 1 :]
    return None


class NpmFinder(BaseFinder):
    """Finds the allowed files below `node_modules`; everything else there does not exist for browsers."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Say which packages are not installed."""
        missing = [package for package in SERVED if not (packages_folder() / package).is_dir()]
        if not missing:
            return []
        return [
            Warning(
                f"These packages of package.json are not installed: {', '.join(missing)}.",
                hint="Run `make setup` (it runs `npm ci`).",
                id="hearth.W001",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:  # type: ignore[override]
        """Return the installed file behind a static name; nothing for a name that is not allowed."""
        everything = find_all or bool(kwargs.get("all"))
        found = self._locate(path)
        if found is None:
            return []
        return [str(found)] if everything else str(found)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """Yield every allowed file with the storage that reads it."""
        for package in SERVED:
            folder = packages_folder() / package
            storage = FileSystemStorage(location=folder)
            storage.prefix = f"{PREFIX}/{package}"  # type: ignore[attr-defined]
            for file in sorted(folder.rglob("*")):
                inner = file.relative_to(folder).as_posix()
                if not file.is_file() or not is_allowed(package, inner):
                    continue
                if not utils.matches_patterns(inner, list_of(ignore_patterns)):
                    yield inner, storage

    def _locate(self, name: str) -> Path | None:
        split = split_name(name)
        if split is None or not is_allowed(*split):
            return None
        folder = (packages_folder() / split[0]).resolve()
        file = (folder / split[1]).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None


def list_of(patterns: Any) -> list[str]:
    """Return the patterns to leave out as a list; collectstatic gives None for none."""
    return [str(pattern) for pattern in patterns or ()]
