"""Tasks for the tests of the worker, and a program that queues them as any process outside the server would.

`queue_program.py enqueue TASK KEY ARGUMENT …` · `… delay TASK SECONDS ARGUMENT …` · `… schedule TASK ARGUMENT`
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

NAME = "tests.mediaserver.serve.queue_program"


def note(path: str, *words: str) -> None:
    """Write when and where this ran."""
    with Path(path).open("a") as log:
        log.write(f"{time.time()} {os.getpid()} {' '.join(words)}\n")


def hang_once(path: str) -> None:
    """The first time, never end; the second time, be done."""
    is_first = not Path(path).exists()
    note(path)
    while is_first:
        time.sleep(0.1)


def hang_in_c() -> None:
    """Hang where no Python signal handler runs."""
    import ctypes

    ctypes.PyDLL(None).sleep(10_000)


def wait_too_long() -> None:
    """Take longer than any task may."""
    time.sleep(60)


def fail() -> None:
    """Fail."""
    raise ValueError("as it is meant to")


def main() -> None:
    import django

    django.setup()
    deed, task, *arguments = sys.argv[1:]
    if deed == "enqueue":
        from mediaserver.system.tasks import enqueue

        key, *rest = arguments
        enqueue(f"{NAME}.{task}", *rest, key=key)
    elif deed == "delay":
        from datetime import timedelta

        from django.utils import timezone

        from mediaserver.system.models import QueuedTask

        seconds, *rest = arguments
        due = timezone.now() + timedelta(seconds=float(seconds))
        QueuedTask.objects.create(key="put off", task=f"{NAME}.{task}", arguments=rest, run_after=due)
    else:
        from datetime import timedelta

        from django.utils import timezone
        from django_q.models import Schedule

        due = timezone.now() - timedelta(minutes=1)
        Schedule.objects.create(
            name="due", func=f"{NAME}.{task}", args=repr(tuple(arguments)), schedule_type="I", minutes=5, next_run=due
        )


if __name__ == "__main__":
    main()
