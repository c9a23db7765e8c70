"""The queue's worker: one process on django-q2's own broker, results and scheduler, asleep while there is nothing to do.

1. Sleep until somebody queues a task (`mediaserver.lib.wakeup`), a clock rings, or SIGTERM comes.
2. Work off the queue, one task at a time; tasks are short pieces, heavy work sits in media processes.
3. Every fifteen seconds look for lost work (`sweep`), every thirty for what recurs (django-q2's scheduler).
4. After work, when it has been quiet for a while and memory has grown, end: the supervisor forks a fresh one.
"""

from __future__ import annotations

import faulthandler
import logging
import pydoc
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections
from django.db.models import Min
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ, Schedule
from django_q.monitor import save_task
from django_q.scheduler import scheduler
from django_q.signals import post_execute, post_execute_in_worker, pre_execute
from django_q.signing import BadSignature, SignedPackage
from django_q.timeout import TimeoutHandler

from mediaserver.lib import wakeup
from mediaserver.lib.event_hub import SOCKET_NAME
from mediaserver.lib.event_hub.control import send_word
from mediaserver.serve.children import RESTING
from mediaserver.serve.memory import resident_bytes
from mediaserver.system.models import Job, QueuedTask
from mediaserver.system.tasks import release_all_taken, sweep

logger = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
"""How long a task can stay unseen that was queued by a process without a way to wake the worker."""
SWEEP_EVERY_S: Final = 15.0
SCHEDULE_EVERY_S: Final = 30.0
QUIET_FOR_S: Final = 20.0
"""How long after its last task a worker rests or is replaced; one that found nothing to do rests at once."""
LEAST_REST_S: Final = 5.0
LONGEST_REST_S: Final = 3600.0
GROWN_BYTES: Final = 12 * 1024 * 1024
_HARD_LIMIT_AFTER_S: Final = 15
"""Seconds past a task's time-out after which code that ignores it is ended together with the process."""


def run(_lifeline: int) -> None:
    """Work until SIGTERM, or until it is time for a fresh process."""
    QueueWorker().run()


class Clock:
    """Rings every `every_s` seconds, counted from when it last rang."""

    def __init__(self, every_s: float, deed: Callable[[], object]) -> None:
        self.every_s = every_s
        self.deed = deed
        self.rings_at = time.monotonic()

    def ring_if_due(self) -> None:
        """Do the deed when its time has come; a database that is away is tried again next time."""
        if time.monotonic() < self.rings_at:
            return
        self.rings_at = time.monotonic() + self.every_s
        try:
            self.deed()
        except DatabaseError:
            logger.exception("The database did not answer.")


class QueueWorker:
    """Takes tasks from the broker and does them."""

    def __init__(self) -> None:
        self._is_stopping = False
        self._wakeup = wakeup.create()
        if Conf.ORM:
            Conf.POLL = 0  # the broker's pause on an empty queue: we sleep on the descriptor instead
        _keep_sqlite_open()
        self._broker = get_broker()
        self._clocks = [Clock(SWEEP_EVERY_S, sweep), Clock(SCHEDULE_EVERY_S, lambda: scheduler(broker=self._broker))]
        self._resident_at_start = resident_bytes()
        self._may_rest = bool(Conf.ORM and settings.ON_SQLITE)
        self._worked_at = time.monotonic() - QUIET_FOR_S

    def run(self) -> None:
        """Work until told to stop."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        if settings.ON_SQLITE:
            self._take_back_lost_work()
        while not self._is_stopping:
            wakeup.drain()
            self._work_off()
            if self._is_stopping or (self._is_quiet() and self._has_grown()):
                break
            if self._may_rest and self._is_quiet():
                self._rest_if_possible()
            self._sleep()

    def _stop(self, _number: int, _frame: object) -> None:
        self._is_stopping = True
        wakeup.notify()  # Python goes back to sleep in select() after a signal

    def _take_back_lost_work(self) -> None:
        """Free what a worker held that died. On SQLite there is one worker, so nobody else can hold anything."""
        OrmQ.objects.filter(key=self._broker.list_key, lock__gt=timezone.now()).update(lock=timezone.now())
        release_all_taken()

    def _work_off(self) -> None:
        """Do what is queued, and between tasks what the clocks want."""
        while not self._is_stopping:
            for clock in self._clocks:
                clock.ring_if_due()
            try:
                packages = self._broker.dequeue()
            except Exception:  # the edge of a worker: whatever the broker's database or Redis raises
                logger.exception("The queue did not answer.")
                return
            if not packages:
                return
            for receipt, package in packages:
                self._do_package(receipt, package)
                self._worked_at = time.monotonic()

    def _sleep(self) -> None:
        if not Conf.ORM:  # Redis: its broker waits for a second by itself
            return
        next_ring = min(clock.rings_at for clock in self._clocks)
        wait_s = min(LOOK_EVERY_S, max(0.0, next_ring - time.monotonic()))
        select.select([self._wakeup], [], [], wait_s)

    def _is_quiet(self) -> bool:
        return time.monotonic() - self._worked_at >= QUIET_FOR_S

    def _has_grown(self) -> bool:
        return resident_bytes() - self._resident_at_start > GROWN_BYTES

    def _rest_if_possible(self) -> None:
        """End for now, unless work waits. A task that is queued meanwhile keeps the wake-up set for the supervisor."""
        rest_s = seconds_until_needed()
        if rest_s < LEAST_REST_S:
            self._worked_at = time.monotonic()
            return
        # A little later than due: who comes early finds nothing to do.
        if send_word(Path(settings.RUN_DIR) / SOCKET_NAME, "rest", child="worker", seconds=round(rest_s + 0.2, 1)):
            raise SystemExit(RESTING)

    def _do_package(self, receipt: Any, package: str) -> None:
        try:
            task = SignedPackage.loads(package)
        except (TypeError, BadSignature):
            logger.exception("Something in the queue was not put there by this server.")
            self._broker.fail(receipt)
            return
        task["cluster"] = Conf.CLUSTER_NAME
        task["ack_id"] = receipt
        self._do_task(task)
        save_task(task, self._broker)
        if receipt and (task["success"] or task.get("ack_failure", False)):
            self._broker.acknowledge(receipt)
        post_execute.send(sender="django_q", task=task)

    def _do_task(self, task: dict[str, Any]) -> None:
        """Run the task and write result and success into it."""
        function = task["func"] if callable(task["func"]) else pydoc.locate(task["func"])
        limit_s = task.pop("timeout", Conf.TIMEOUT) or -1
        pre_execute.send(sender="django_q", func=function, task=task)
        try:
            if not callable(function):
                raise TypeError(f"There is no task {task['func']}.")
            with TimeoutHandler(limit_s), HardLimit(limit_s):
                task["result"], task["success"] = function(*task["args"], **task["kwargs"]), True
        except (Exception, TimeoutException) as error:  # the edge of a worker
            logger.exception("A task failed.", extra={"task": str(task["func"])})
            task["result"], task["success"] = f"{error} : {traceback.format_exc()}", False
        task["stopped"] = timezone.now()
        post_execute_in_worker.send(sender="django_q", func=function, task=task)


def seconds_until_needed() -> float:
    """Return how long nothing will have to be done unless somebody queues something; 0 where work waits or runs."""
    now = timezone.now()
    waiting = QueuedTask.objects.exclude(run_after__gt=now)
    if waiting.exists() or OrmQ.objects.exists() or Job.objects.active().exists():
        return 0.0
    due = [
        QueuedTask.objects.aggregate(at=Min("run_after"))["at"],
        Schedule.objects.exclude(repeats=0).aggregate(at=Min("next_run"))["at"],
    ]
    waits_s = [(at - now).total_seconds() for at in due if at is not None]
    return max(0.0, float(min([*waits_s, LONGEST_REST_S])))


class HardLimit:
    """Ends the process when the code inside hangs where no Python signal handler can run (a library's C code).

    The supervisor starts a new worker, and the stack is written to stderr.
    """

    def __init__(self, limit_s: float, grace_s: float = _HARD_LIMIT_AFTER_S) -> None:
        self._end_after_s = limit_s + grace_s if limit_s > 0 else None

    def __enter__(self) -> None:
        if self._end_after_s is not None and sys.__stderr__ is not None:
            faulthandler.dump_traceback_later(self._end_after_s, exit=True, file=sys.__stderr__)

    def __exit__(self, *_exception: object) -> None:
        faulthandler.cancel_dump_traceback_later()


def _keep_sqlite_open() -> None:
    """Keep the worker's two connections: opening one costs more than most of its queries."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.settings_dict["CONN_MAX_AGE"] = None
