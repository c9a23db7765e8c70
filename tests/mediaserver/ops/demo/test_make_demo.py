from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


def test_command_says_when_all_is_there(collection: Path) -> None:
    output = io.StringIO()
    call_command("make_demo", into=collection, quick=True, stdout=output)
    assert "The demo collection is there already." in output.getvalue()


def test_trouble_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "holiday.mov").write_text("mine")
    with pytest.raises(CommandError, match=r"^\S+ already holds other files\. Name an empty folder with --into\.$"):
        call_command("make_demo", into=tmp_path, quick=True, stdout=io.StringIO())


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_stopped_command_leaves_no_ffmpeg_and_no_half_a_file(tmp_path: Path, stop: signal.Signals) -> None:
    into = tmp_path / "demo"
    command = [sys.executable, "manage.py", "make_demo", "--into", str(into)]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    deadline_s = time.monotonic() + 60
    children: list[psutil.Process] = []
    while not children and time.monotonic() < deadline_s:
        children = psutil.Process(process.pid).children()
        time.sleep(0.02)
    assert children
    process.send_signal(stop)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.decode().strip().endswith("Stopped. Start again, and it goes on where it was.")
    assert not psutil.wait_procs(children, timeout=5)[1]
    assert not list(into.rglob(".making-*"))
    assert not list(into.rglob("*.mp4"))
