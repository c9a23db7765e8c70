"""The start on a fresh machine, in a copy of the repository that needs no packages."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "mediaserver" / "bootstrap.py"


class Checkout:
    """A repository with a bootstrap, no requirements, and a `manage.py` that tells how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "mediaserver").mkdir(parents=True)
        shutil.copy(BOOTSTRAP, folder / "mediaserver")
        self.require("")
        (folder / "requirements-dev.txt").write_text("-r requirements.txt\n")
        (folder / "manage.py").write_text(
            "import os, sys\nprint('manage.py', *sys.argv[1:], os.environ.get('HEARTH_DATA'))\n"
        )

    def require(self, text: str) -> None:
        (self.folder / "requirements.txt").write_text(text)

    def bootstrap(self, deed: str, before: str = "", path: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run it; `before` is Python that changes the surroundings first."""
        script = str(self.folder / "mediaserver" / "bootstrap.py")
        program = f"import runpy, sys\nsys.argv = [{script!r}, {deed!r}]\n{before}\nrunpy.run_path({script!r}, run_name='__main__')"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("HEARTH_", "VIRTUAL_ENV"))
        }
        if path is not None:
            environment["PATH"] = path
        command = [getattr(sys, "_base_executable", sys.executable), "-c", program]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "hearth")


def test_every_python_3_can_read_it() -> None:
    source = BOOTSTRAP.read_text()
    ast.parse(source, feature_version=(3, 4))
    assert source.isascii()  # Python 2 reads nothing else
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr | ast.NamedExpr)]
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.returns]


def test_too_old_python_gets_one_sentence(checkout: Checkout) -> None:
    ended = checkout.bootstrap("run", before="sys.version_info = (3, 8, 10, 'final', 0)", path="/nowhere")
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("Hearth needs Python 3.11 or newer, and this is 3.8: install a newer one")


def test_too_old_python_hands_over_to_a_newer_one(checkout: Checkout, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    newer = programs / "python3.12"
    newer.write_text('#!/bin/sh\necho "newer $2"\n')
    newer.chmod(0o755)
    ended = checkout.bootstrap("run", before="sys.version_info = (3, 8, 10, 'final', 0)", path=str(programs))
    assert ended.stdout == "newer run\n"


def test_missing_venv_module_gets_one_sentence(checkout: Checkout) -> None:
    ended = checkout.bootstrap("run", before="sys.modules['ensurepip'] = None")
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("Python's venv module is missing: install it")
    assert f"python3.{sys.version_info[1]}-venv" in sentence


def test_first_run_installs_and_starts_and_the_second_only_starts(checkout: Checkout) -> None:
    first = checkout.bootstrap("run")
    assert first.returncode == 0, first.stderr
    assert "Installing Python packages" in first.stdout
    assert first.stdout.endswith("manage.py serve --prepare None\n")
    second = checkout.bootstrap("run")
    assert second.stdout == "manage.py serve --prepare None\n"
    checkout.require("# a changed line\n")
    assert "Installing Python packages" in checkout.bootstrap("run").stdout


def test_setup_can_be_repeated_and_covers_what_run_needs(checkout: Checkout) -> None:
    assert "Installing Python packages" in checkout.bootstrap("setup").stdout
    assert checkout.bootstrap("setup").stdout == "Ready: `make run` starts Hearth, `make test` tests it.\n"
    assert checkout.bootstrap("run").stdout == "manage.py serve --prepare None\n"


def test_demo_makes_its_media_and_serves_from_its_own_folder(checkout: Checkout) -> None:
    ended = checkout.bootstrap("demo")
    data = checkout.folder / "demo-data"
    called = [line for line in ended.stdout.splitlines() if line.startswith("manage.py")]
    assert called[0] == f"manage.py prepare {data}"
    assert called[1] == f"manage.py make_demo --into {data / 'media'} {data}"
    assert called[-1] == f"manage.py serve --prepare {data}"


def test_failed_installation_says_so_and_is_tried_again(checkout: Checkout) -> None:
    checkout.require("./there-is-no-such-folder\n")
    ended = checkout.bootstrap("run")
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("It failed while installing Python packages: ")
    assert "manage.py" not in ended.stdout
    checkout.require("")
    assert checkout.bootstrap("run").stdout.endswith("manage.py serve --prepare None\n")


def test_broken_virtual_environment_is_made_anew(checkout: Checkout) -> None:
    checkout.bootstrap("run")
    python = checkout.folder / ".venv" / "bin" / "python"
    python.unlink()
    ended = checkout.bootstrap("run")
    assert "Making a virtual environment" in ended.stdout
    assert ended.stdout.endswith("manage.py serve --prepare None\n")


def test_unknown_deed_shows_what_there_is(checkout: Checkout) -> None:
    ended = checkout.bootstrap("fly")
    assert ended.returncode == 2
    assert "run|setup|demo" in ended.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=5m", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_disk_without_room_for_the_packages_gets_one_sentence(small_disk: Path) -> None:
    ended = Checkout(small_disk / "hearth").bootstrap("run")
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert "is full (" in sentence
    assert "MB free): Hearth's packages need 1500 MB" in sentence


def test_make_without_any_python_says_what_to_install(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("make", "sh", "env"):
        (programs / name).symlink_to(shutil.which(name) or "")
    ended = subprocess.run(
        ["make", "run"], cwd=ROOT, env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "There is no python3 here: install Python 3.11 or newer" in ended.stderr


def test_make_help_lists_every_target() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "demo", "setup", "test", "test-deep", "test-system-deps", "lint", "bench", "help"):
        assert f"make {target} " in listed
