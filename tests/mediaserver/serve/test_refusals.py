"""What stops a start ends it with one sentence that tells the way on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediaserver.lib.errors import BadConfiguration
from mediaserver.serve import listening, preflight

ROOT = Path(__file__).resolve().parents[3]


def _start(data_dir: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("HEARTH_", "DATABASE_URL"))}
    environment = inherited | {
        "HEARTH_DATA": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "mediaserver.settings.production",
        **variables,
    }
    command = [sys.executable, "manage.py", "serve", *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("0.0.0.0", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_busy_port_is_answered_with_who_holds_it_and_another_port(tmp_path: Path, taken_port: int) -> None:
    ended = _start(tmp_path, HEARTH_PORT=str(taken_port))
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert f"Port {taken_port} is taken by" in sentence
    assert f"(process {os.getpid()}: " in sentence
    assert f"HEARTH_PORT={taken_port + 1}" in sentence


def test_data_directory_below_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = _start(tmp_path / "file" / "data")
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert str(tmp_path / "file" / "data") in sentence
    assert "HEARTH_DATA" in sentence


def test_wrong_variable_is_one_sentence(tmp_path: Path) -> None:
    ended = _start(tmp_path, HEARTH_PORT="eighty")
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == ["HEARTH_PORT=eighty is not a whole number."]


def test_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    address = "postgresql://hearth:hunter2@127.0.0.1:1/hearth?connect_timeout=1"
    ended = _start(tmp_path, "--prepare", HEARTH_PORT=str(_free_port()), DATABASE_URL=address)
    assert ended.returncode == 1
    assert "The database does not answer" in ended.stderr.splitlines()[-1]
    assert "hunter2" not in ended.stderr


def test_folder_without_permission_names_the_user_and_the_variable(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    tmp_path.chmod(0o755)
    message = _as_normal_user(lambda: preflight.check_folders(folder, folder / "run", folder / "cache"))
    assert f"Hearth can't write to {folder} (Permission denied): give the user " in message
    assert "HEARTH_DATA" in message


def _as_normal_user(check: object) -> str:
    """Run the check in a child that has no rights of root; returns the refusal."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
        try:
            check()  # type: ignore[operator]
            os.write(write_end, b"it was let through")
        except BadConfiguration as refusal:
            os.write(write_end, refusal.message.encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.close(write_end)
    with open(read_end) as answer:
        return answer.read()


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_nearly_full_disk_is_one_sentence(full_disk: Path) -> None:
    ended = _start(full_disk / "data")
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith(f"The disk that holds {full_disk / 'data'} is full (1 MB free): free at least ")


def test_disk_without_a_byte_left_is_one_sentence(full_disk: Path) -> None:
    with (full_disk / "filler").open("wb") as filler, pytest.raises(OSError, match="No space"):
        while True:
            filler.write(bytes(65536))
            filler.flush()
    ended = _start(full_disk / "data")
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert "is full" in sentence


def test_parts_of_one_server_share_its_data(tmp_path: Path) -> None:
    first = preflight.lock_data(tmp_path, is_whole_server=False)
    second = preflight.lock_data(tmp_path, is_whole_server=False)
    assert first is not None
    assert second is not None
    with pytest.raises(BadConfiguration, match="already runs"):
        preflight.lock_data(tmp_path, is_whole_server=True)
    os.close(first)
    os.close(second)
    whole = preflight.lock_data(tmp_path, is_whole_server=True)
    with pytest.raises(BadConfiguration, match=f"process {os.getpid()}"):
        preflight.lock_data(tmp_path, is_whole_server=False)
    assert whole is not None
    os.close(whole)


def test_listener_takes_ipv4_and_ipv6_and_never_blocks() -> None:
    listener = listening.open_listener("0.0.0.0", _free_port())
    try:
        port = listener.getsockname()[1]
        for host in ("127.0.0.1", *(["::1"] if socket.has_dualstack_ipv6() else [])):
            with socket.create_connection((host, port), timeout=2):
                listener.accept()[0].close()
        with pytest.raises(BlockingIOError):
            listener.accept()
    finally:
        listener.close()


def test_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(BadConfiguration, match="HEARTH_BIND must be an address of this machine"):
        listening.open_listener("203.0.113.7", _free_port())


def test_addresses_to_type_begin_with_this_machine() -> None:
    addresses = listening.typed_addresses("0.0.0.0", 8096)
    assert addresses[0] == "http://localhost:8096/"
    assert all("127.0.0.1" not in address for address in addresses[1:])
    assert listening.typed_addresses("::1", 8096) == ["http://[::1]:8096/"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
