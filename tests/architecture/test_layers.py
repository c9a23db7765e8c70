"""Imports point one way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT


def test_a_layer_imports_only_what_stands_below_it() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
