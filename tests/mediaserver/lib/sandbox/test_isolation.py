"""What a media process can't do, tried from the inside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediaserver.lib.sandbox import MediaProcesses
from mediaserver.lib.sandbox import isolation as measures_of

HOSTILE = "tests.mediaserver.lib.sandbox.hostile_operations"
ROOT = Path(__file__).resolve().parents[4]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="isolation by the kernel is Linux's")


@pytest.fixture(scope="module")
def processes() -> Iterator[MediaProcesses]:
    pool = MediaProcesses([HOSTILE])
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def active(processes: MediaProcesses) -> set[str]:
    return {measure.name for measure in processes.measures() if measure.active}


@pytest.fixture
def escapes(processes: MediaProcesses, tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "hearth.sqlite3"
    secret.write_text("secret")
    secret.chmod(0o644)
    tmp_path.chmod(0o777)
    found: dict[str, str] = processes.run(f"{HOSTILE}:escape", arguments={"path": bytes(secret)})
    assert secret.read_text() == "secret"
    assert not secret.with_name("hearth.sqlite3.new").exists()
    return found


def test_every_measure_is_reported_once_and_absent_ones_say_why(processes: MediaProcesses) -> None:
    found = processes.measures()
    assert [measure.name for measure in found] == list(measures_of.NAMES)
    assert all(measure.reason for measure in found if not measure.active)


@linux_only
def test_limits_and_death_with_the_parent_hold_everywhere(active: set[str]) -> None:
    assert {measures_of.LIMITS, measures_of.NO_NEW_PRIVILEGES, measures_of.DIES_WITH_PARENT} <= active


@linux_only
@pytest.mark.parametrize("way", ["open", "create"])
def test_no_file_can_be_opened(way: str, escapes: dict[str, str], active: set[str]) -> None:
    if not active & {measures_of.NO_FILES, measures_of.SYSTEM_CALLS}:
        pytest.skip("neither Landlock nor a system call filter on this system; the report says so")
    assert escapes[way] in ("PermissionError", "OSError")


@linux_only
@pytest.mark.parametrize(
    "way",
    ["socket", "unix_socket", "netlink", "fork", "run", "kill_parent", "trace", "pidfd", "memfd", "list", "unlink",
     "become_root", "signal_group"],
)  # fmt: skip
def test_the_system_call_filter_closes_every_other_way(way: str, escapes: dict[str, str], active: set[str]) -> None:
    if measures_of.SYSTEM_CALLS not in active:
        pytest.skip("no libseccomp on this system; the report says so")
    assert escapes[way] == "PermissionError"


def test_nothing_of_the_servers_environment_is_there(
    processes: MediaProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARTH_SECRET_KEY", "do not tell")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host/db")
    processes.close()
    found = processes.run(f"{HOSTILE}:environment")
    assert set(found) <= {
        "PATH", "LANG", "LC_CTYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX", "LD_LIBRARY_PATH",
    }  # fmt: skip


def test_the_child_knows_no_django_and_no_settings(processes: MediaProcesses) -> None:
    loaded = processes.run(f"{HOSTILE}:modules")
    assert not [name for name in loaded if name.split(".")[0] in ("django", "daphne", "twisted")]
    assert not [name for name in loaded if name.startswith("mediaserver.settings")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can change the user")
def test_root_gives_its_user_away(processes: MediaProcesses, active: set[str]) -> None:
    found = processes.run(f"{HOSTILE}:identity")
    assert (found["uid"] != 0 and found["gid"] != 0) == (measures_of.OWN_USER in active)


def test_decoders_may_start_threads(processes: MediaProcesses) -> None:
    assert processes.run(f"{HOSTILE}:thread_works") is True


@linux_only
@pytest.mark.skipif(shutil.which("setpriv") is None or os.geteuid() != 0, reason="needs setpriv and root")
def test_without_capabilities_the_rest_still_holds_and_is_reported(tmp_path: Path) -> None:
    script = tmp_path / "ask.py"
    script.write_text(
        "import json, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from mediaserver.lib.sandbox import MediaProcesses\n"
        f"pool = MediaProcesses([{HOSTILE!r}])\n"
        "ways = pool.run(sys.argv[1] + ':escape', arguments={'path': b'/etc/passwd'})\n"
        "print(json.dumps([{m.name: m.active for m in pool.measures()}, ways]))\n"
    )
    command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.executable, str(script), HOSTILE]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found, ways = json.loads(run.stdout)
    assert found[measures_of.OWN_USER] is False
    assert found[measures_of.PROCESS_LIMIT] is False
    assert found[measures_of.DIES_WITH_PARENT] is True
    if found[measures_of.SYSTEM_CALLS]:
        assert set(ways.values()) == {"PermissionError"}
