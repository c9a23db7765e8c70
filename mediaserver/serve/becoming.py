"""What a forked child does before it begins its work, and how it ends."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from django.db import connections
from django.utils.module_loading import import_string

from mediaserver.serve import lifeline

logger = logging.getLogger(__name__)


def become(
    name: str,
    target: str | Callable[..., None],
    arguments: Sequence[Any],
    *,
    lifeline_ends: tuple[int, int],
    let_go: Callable[[], None],
) -> NoReturn:
    """Turn this freshly forked process into the child `name`: run `target`, then end.

    `let_go` closes what belongs to the supervisor. Expects all signals to be blocked and lets them through when
    the child is ready for them.
    """

    def work() -> None:
        os.setpgid(0, 0)
        lifeline.die_with_supervisor(*lifeline_ends)
        let_go()
        _read_nothing()
        _set_title(name)
        connections.close_all()
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        run = import_string(target) if isinstance(target, str) else target
        run(*arguments)

    _end_with(name, work)


def run_apart(deed: Callable[[], object]) -> None:
    """Do something in a forked process and wait for it, so that its imports and connections leave no trace here.

    Raises SystemExit with its exit code where it failed or was interrupted.
    """
    pid = os.fork()
    if pid == 0:
        _end_with("prepare", deed)
    try:
        _pid, status = os.waitpid(pid, 0)
    except KeyboardInterrupt:  # the terminal sent it to both
        _pid, status = os.waitpid(pid, 0)
        raise SystemExit(130) from None
    if exit_code := os.waitstatus_to_exitcode(status):
        raise SystemExit(exit_code if exit_code > 0 else 128 - exit_code)


def _end_with(name: str, deed: Callable[[], object]) -> NoReturn:
    """Do the deed and end this process, never returning into the parent's code."""
    exit_code = 1
    try:
        deed()
        exit_code = 0
    except SystemExit as error:
        exit_code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except KeyboardInterrupt:
        exit_code = 130
    except Exception:  # the edge of a process
        logger.exception("A process failed.", extra={"child": name})
    finally:
        _flush()
        os._exit(exit_code)


def _read_nothing() -> None:
    """Take the terminal's input away: in a background group, reading it would stop the process."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _set_title(name: str) -> None:
    """Show in `top` and `ps` which process this is."""
    if sys.platform == "linux":
        try:
            with open("/proc/self/comm", "w", encoding="ascii") as title:  # noqa: PTH123  (not a file of ours)
                title.write(f"hearth-{name}"[:15])
        except OSError:
            pass


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass
