"""Which files of the installed packages browsers may have."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from mediaserver.ops.npm_finder import NpmFinder, is_allowed


@pytest.fixture
def packages(tmp_path: Path, settings: object) -> Path:
    """A folder of packages with a secret beside it."""
    folder = tmp_path / "node_modules"
    (folder / "htmx.org/dist").mkdir(parents=True)
    (folder / "htmx.org/dist/htmx.min.js").write_text("htmx")
    (folder / "htmx.org/dist/htmx.js").write_text("readable")
    (folder / "htmx.org/package.json").write_text("{}")
    (folder / "@fontsource-variable/inter/files").mkdir(parents=True)
    (folder / "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2").write_bytes(b"wOF2")
    (folder / "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2").write_bytes(b"wOF2")
    (folder / "other").mkdir()
    (folder / "other/secret.js").write_text("no")
    (tmp_path / "secret.js").write_text("no")
    settings.NPM_DIR = folder  # type: ignore[attr-defined]
    return folder


def test_allowed_file_is_found(packages: Path) -> None:
    assert NpmFinder().find("npm/htmx.org/dist/htmx.min.js") == str(packages / "htmx.org/dist/htmx.min.js")
    found = NpmFinder().find("npm/@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2", find_all=True)
    assert found == [str(packages / "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2")]


@pytest.mark.parametrize(
    "name",
    [
        "npm/other/secret.js",
        "npm/htmx.org/package.json",
        "npm/htmx.org/dist/htmx.js",
        "npm/htmx.org/dist/../package.json",
        "npm/htmx.org/../../secret.js",
        "npm/htmx.org/dist/../../../secret.js",
        "npm/../secret.js",
        "npm/htmx.org//dist/htmx.min.js",
        "npm/htmx.org/dist/htmx.min.js/..",
        "npm\\htmx.org\\dist\\htmx.min.js",
        "npm/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "npm/@fontsource-variable/inter/files/../inter-opsz-normal.woff2",
        "htmx.org/dist/htmx.min.js",
        "npm/htmx.org",
        "npm",
        "",
    ],
)
def test_everything_else_does_not_exist(packages: Path, name: str) -> None:
    assert NpmFinder().find(name) == []
    assert NpmFinder().find(name, find_all=True) == []


def test_link_out_of_the_package_is_not_followed(packages: Path) -> None:
    served = packages / "htmx.org/dist/htmx.min.js"
    served.unlink()
    served.symlink_to(packages.parent / "secret.js")
    assert NpmFinder().find("npm/htmx.org/dist/htmx.min.js") == []


def test_list_holds_only_what_is_allowed(packages: Path) -> None:
    listed = {f"{storage.prefix}/{name}" for name, storage in NpmFinder().list(None)}  # type: ignore[attr-defined]
    assert listed == {
        "npm/htmx.org/dist/htmx.min.js",
        "npm/@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2",
    }


def test_star_stays_inside_one_part() -> None:
    assert is_allowed("@fontsource-variable/inter", "files/inter-greek-opsz-normal.woff2")
    assert not is_allowed("@fontsource-variable/inter", "files/deep/inter-greek-opsz-normal.woff2")


def test_missing_package_is_said_with_the_way_on(tmp_path: Path, settings: object) -> None:
    settings.NPM_DIR = tmp_path / "nothing"  # type: ignore[attr-defined]
    messages = NpmFinder().check()
    assert len(messages) == 1
    assert "htmx.org" in messages[0].msg
    assert "make setup" in str(messages[0].hint)


def test_installed_packages_hold_what_pages_ask_for() -> None:
    for name in (
        "npm/htmx.org/dist/htmx.min.js",
        "npm/@fontsource-variable/inter/opsz.css",
        "npm/@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2",
    ):
        assert finders.find(name), name
