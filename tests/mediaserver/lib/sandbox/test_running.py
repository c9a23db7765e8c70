"""One bad file costs one file: crashes, hangs, memory and nonsense, and the pool around them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from mediaserver.lib.sandbox import (
    Limits,
    MediaFileError,
    MediaFileRejected,
    MediaJob,
    MediaProcessCrashed,
    MediaProcesses,
    MediaProcessMemory,
    MediaProcessTimeout,
    MediaProcessUnavailable,
)

HOSTILE = "tests.mediaserver.lib.sandbox.hostile_operations"
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def processes() -> Iterator[MediaProcesses]:
    pool = MediaProcesses([HOSTILE], idle_s=0.3)
    yield pool
    pool.close()


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Path]]:
    def make(*texts: str) -> list[Path]:
        paths = [tmp_path / f"{number}.bin" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        return paths

    return make


def wait_until(condition: Callable[[], bool], within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.02)


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ("crash", MediaProcessCrashed),
        ("end_quietly", MediaProcessCrashed),
        ("write_nonsense", MediaProcessCrashed),
        ("answer_too_much", MediaProcessCrashed),
        ("burn", MediaProcessTimeout),
        ("sleep_long", MediaProcessTimeout),
        ("eat_memory", MediaProcessMemory),
        ("fail", MediaFileRejected),
    ],
)
def test_each_kind_of_misfortune_has_its_error_and_the_next_file_is_fine(
    processes: MediaProcesses, operation: str, error: type[MediaFileError], files: Callable[..., list[Path]]
) -> None:
    with pytest.raises(error) as caught:
        processes.run(f"{HOSTILE}:{operation}", time_limit_s=1, memory_limit_mb=256)
    assert caught.value.message.endswith(".")
    assert processes.run(f"{HOSTILE}:size", files("twelve bytes")) == 12


def test_a_batch_goes_on_after_crash_hang_and_memory_hog(
    processes: MediaProcesses, files: Callable[..., list[Path]]
) -> None:
    texts = ["a", "crash", "bb", "hang", "ccc", "memory", "dddd", "crash", "crash", "eeeee"]
    jobs = [MediaJob(text, [path]) for text, path in zip(texts, files(*texts), strict=True)]
    found = list(processes.run_many(f"{HOSTILE}:crash_if_marked", jobs, limits=Limits(1, 256)))
    assert [outcome.key for outcome in found] == texts
    assert [type(outcome.error).__name__ if outcome.error else outcome.value for outcome in found] == [
        1, "MediaProcessCrashed", 2, "MediaProcessTimeout", 3, "MediaProcessMemory", 4, "MediaProcessCrashed",
        "MediaProcessCrashed", 5,
    ]  # fmt: skip


def test_a_batch_of_good_files_uses_one_child(processes: MediaProcesses, files: Callable[..., list[Path]]) -> None:
    jobs = [MediaJob(number, files("x")) for number in range(40)]
    assert len({outcome.value for outcome in processes.run_many(f"{HOSTILE}:process_id", _without_files(jobs))}) == 1


def _without_files(jobs: list[MediaJob[int]]) -> list[MediaJob[int]]:
    return [MediaJob(job.key, []) for job in jobs]


def test_a_crash_after_other_files_is_tried_again_with_a_fresh_child(
    processes: MediaProcesses, files: Callable[..., list[Path]]
) -> None:
    jobs = [MediaJob(number, [path]) for number, path in enumerate(files("a", "b", "c"))]
    found = list(processes.run_many(f"{HOSTILE}:crash_second_time", jobs))
    assert [outcome.error for outcome in found] == [None, None, None]
    assert len({outcome.value for outcome in found}) == 3


def test_files_that_are_no_files_are_refused_in_words(processes: MediaProcesses, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "empty").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    names = ["fifo", "empty", "loop", ".", "absent", "x" * 300, "nul\0"]
    jobs = [MediaJob(name, [os.fsencode(tmp_path) + b"/" + name.encode()]) for name in names]
    found = list(processes.run_many(f"{HOSTILE}:size", jobs))
    reasons = [outcome.error.reason for outcome in found if outcome.error is not None]
    assert reasons == ["not_regular", "empty", "not_regular", "not_regular", "missing", "missing", "missing"]


def test_names_that_are_not_text_are_opened(processes: MediaProcesses, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/-f \"%d' \xff\n|.bin"
    Path(os.fsdecode(name)).write_bytes(b"12345")
    assert processes.run(f"{HOSTILE}:size", [name]) == 5


def test_a_descriptor_of_the_caller_stays_open(processes: MediaProcesses, files: Callable[..., list[Path]]) -> None:
    with files("1234567")[0].open("rb") as file:
        assert processes.run(f"{HOSTILE}:size", [file.fileno()]) == 7
        assert file.read() == b"1234567"


def test_no_descriptor_leaks_over_many_files(processes: MediaProcesses, files: Callable[..., list[Path]]) -> None:
    path = files("x")[0]
    list(processes.run_many(f"{HOSTILE}:size", (MediaJob(n, [path]) for n in range(50))))
    before = psutil.Process().num_fds()
    found = list(processes.run_many(f"{HOSTILE}:size", (MediaJob(n, [path]) for n in range(500))))
    assert all(outcome.value == 1 for outcome in found)
    assert psutil.Process().num_fds() <= before


def test_only_listed_modules_run(processes: MediaProcesses) -> None:
    with pytest.raises(ValueError, match="not on the list"):
        processes.run("os:system", arguments={"command": "true"})


def test_a_module_that_does_not_load_is_nobodys_file() -> None:
    pool = MediaProcesses(["tests.no_such_module"])
    with pytest.raises(MediaProcessUnavailable) as caught:
        pool.run("tests.no_such_module:anything")
    assert "ModuleNotFoundError" in str(caught.value.details["cause"])
    with pytest.raises(MediaProcessUnavailable):
        pool.run("tests.no_such_module:anything")


def test_an_idle_child_ends_and_the_next_file_starts_another(processes: MediaProcesses) -> None:
    first = processes.run(f"{HOSTILE}:process_id")
    assert processes.run(f"{HOSTILE}:process_id") == first
    wait_until(lambda: not psutil.pid_exists(first))
    assert processes.idle_process_ids() == []
    assert processes.run(f"{HOSTILE}:process_id") != first


def test_the_keeper_ends_with_the_last_child(processes: MediaProcesses) -> None:
    processes.run(f"{HOSTILE}:process_id")
    wait_until(lambda: not [t for t in threading.enumerate() if t.name == "media-process-keeper" and t.is_alive()])


def test_a_child_outlives_the_thread_that_asked_first(processes: MediaProcesses) -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(processes.run(f"{HOSTILE}:process_id")))
    thread.start()
    thread.join()
    assert processes.run(f"{HOSTILE}:process_id") == found[0]


def test_a_killed_idle_child_is_replaced_without_an_error(processes: MediaProcesses) -> None:
    first = processes.run(f"{HOSTILE}:process_id")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: psutil.Process(first).status() == psutil.STATUS_ZOMBIE if psutil.pid_exists(first) else True)
    assert processes.run(f"{HOSTILE}:process_id") != first


def test_threads_share_the_pool_without_mixing_answers(processes: MediaProcesses) -> None:
    answers: dict[int, list[int]] = {}

    def ask(number: int) -> None:
        jobs = [MediaJob(n, [], {"value": number * 1000 + n}) for n in range(60)]
        answers[number] = [outcome.value["value"] for outcome in processes.run_many(f"{HOSTILE}:echo", jobs)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: [number * 1000 + n for n in range(60)] for number in range(8)}


def test_a_batch_left_half_way_does_not_answer_the_next_question(
    processes: MediaProcesses, files: Callable[..., list[Path]]
) -> None:
    stream = processes.run_many(f"{HOSTILE}:echo", (MediaJob(n, [], {"n": n}) for n in range(100)))
    assert next(stream).value == {"n": 0}
    stream.close()
    assert processes.run(f"{HOSTILE}:size", files("abc")) == 3


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_children_die_with_the_server_even_in_mid_file(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(
        "import sys, threading\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from mediaserver.lib.sandbox import MediaProcesses\n"
        f"pool = MediaProcesses([{HOSTILE!r}])\n"
        f"print(pool.run({HOSTILE + ':process_id'!r}), flush=True)\n"
        f"pool.run({HOSTILE + ':burn'!r}, time_limit_s=300)\n"
    )
    server = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    child = int(server.stdout.readline())
    server.send_signal(how)
    server.wait(10)
    wait_until(lambda: not psutil.pid_exists(child))


def test_a_fork_does_not_share_its_parents_children(processes: MediaProcesses) -> None:
    first = processes.run(f"{HOSTILE}:process_id")
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, str(processes.run(f"{HOSTILE}:process_id")).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader) as answer:
        assert int(answer.read()) != first
    os.waitpid(pid, 0)
    assert processes.run(f"{HOSTILE}:process_id") == first
