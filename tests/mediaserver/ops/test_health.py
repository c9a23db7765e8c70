"""The server's own checks: little room, an FFmpeg with a hole, weak isolation; each with what helps."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from mediaserver.ops.health import disk_space, ffmpeg
from mediaserver.system.health import run_checks, sentence
from mediaserver.system.models import HealthIssue
from tests.robustness.full_disks import small_disk


def test_little_room_is_an_error_with_the_place_and_what_helps(settings: Any, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size_kb=8_000) as disk:
        settings.DATA_DIR = disk
        (finding,) = disk_space()
    assert finding.severity == HealthIssue.Severity.ERROR
    assert sentence(finding.what, finding.facts).startswith("Only 8 MB are free")
    assert str(tmp_path) in sentence(finding.command, finding.facts)
    assert "HEARTH_DATA" in finding.remedy


def program(folder: Path, version: str) -> str:
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\necho 'ffmpeg version {version} Copyright (c) the FFmpeg developers'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


VERSIONS = [
    ("8.1.1", False), ("8.1.2", True), ("8.0.3", True), ("8.0.2", False), ("7.1.5", True), ("7.1.4", False),
    ("6.1.1-3ubuntu5", False), ("n7.1", False), ("9.0", True), ("N-118193-g5f38c82536", True),
]  # fmt: skip


@pytest.mark.parametrize(("version", "is_safe"), VERSIONS, ids=[row[0] for row in VERSIONS])
def test_ffmpeg_with_a_known_hole_is_found(settings: Any, tmp_path: Path, version: str, is_safe: bool) -> None:
    settings.FFMPEG_PATH = program(tmp_path, version)
    assert [finding.key for finding in ffmpeg()] == ([] if is_safe else ["ffmpeg:old"])


def test_ffmpeg_that_is_not_there_is_found(settings: Any, tmp_path: Path) -> None:
    settings.FFMPEG_PATH = str(tmp_path / "nothing")
    (finding,) = ffmpeg()
    assert finding.key == "ffmpeg:missing"
    assert str(tmp_path / "nothing") in sentence(finding.what, finding.facts)


@pytest.mark.django_db
def test_issue_goes_when_its_cause_is_gone(settings: Any, tmp_path: Path) -> None:
    settings.FFMPEG_PATH = program(tmp_path, "5.1")
    run_checks("ffmpeg")
    run_checks("ffmpeg")
    assert HealthIssue.objects.get().key == "ffmpeg:old"
    os.unlink(settings.FFMPEG_PATH)
    settings.FFMPEG_PATH = ""
    run_checks("ffmpeg")
    assert not HealthIssue.objects.exists()
