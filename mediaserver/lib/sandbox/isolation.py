"""How a media process locks itself in: each measure on its own, so that a system that lacks one keeps the others.

Order: namespaces before any library starts a thread; after the libraries are loaded limits, no_new_privs, Landlock,
own user, death with the parent (changing the user clears it), system calls last.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

from mediaserver.lib.sandbox import landlock, system_calls
from mediaserver.lib.sandbox.wire import Measure

NETWORK_NAMESPACE = "network_namespace"
NO_FILES = "landlock"
OWN_USER = "own_user"
NO_NEW_PRIVILEGES = "no_new_privileges"
SYSTEM_CALLS = "system_calls"
LIMITS = "resource_limits"
PROCESS_LIMIT = "process_limit"
DIES_WITH_PARENT = "dies_with_parent"
NAMES = (
    NETWORK_NAMESPACE, LIMITS, NO_NEW_PRIVILEGES, NO_FILES, OWN_USER, PROCESS_LIMIT, DIES_WITH_PARENT, SYSTEM_CALLS,
)  # fmt: skip

CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS = 0x10000000, 0x40000000, 0x08000000, 0x04000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, SIGKILL = 1, 4, 38, 9
OWN_USER_IDS = (64997, 65534)  # one that nobody has, else "nobody" where a container maps few ids
OPEN_FILES, THREADS = 64, 48
STARTED_AS = os.geteuid() if hasattr(os, "geteuid") else -1  # a user namespace shows another number later


def enter_namespaces() -> Measure:
    """Leave the system's network for an empty one. Must run while the process has a single thread."""
    if sys.platform != "linux":
        return Measure(NETWORK_NAMESPACE, False, "only Linux has network namespaces")
    libc = ctypes.CDLL(None, use_errno=True)
    apart = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    for flags in (apart, apart | CLONE_NEWUSER):
        if libc.unshare(flags) == 0:
            return Measure(NETWORK_NAMESPACE, True)
    refusal = os.strerror(ctypes.get_errno())
    return Measure(NETWORK_NAMESPACE, False, f"user namespaces are switched off here ({refusal})")


def lock_in(filter_program: bytes, filter_reason: str, parent_id: int) -> list[Measure]:
    """Apply every measure that comes after the imports. Returns what holds and what doesn't."""
    uid_before = os.geteuid()
    steps: list[tuple[str, Callable[[], str]]] = [
        (LIMITS, _set_limits),
        (NO_NEW_PRIVILEGES, _forbid_privileges),
        (NO_FILES, _deny_files),
        (OWN_USER, _change_user),
        (PROCESS_LIMIT, lambda: _limit_processes(uid_before)),
        (DIES_WITH_PARENT, lambda: _die_with(parent_id)),
        (SYSTEM_CALLS, lambda: _filter_calls(filter_program, filter_reason)),
    ]
    return [_try(name, step) for name, step in steps]


def _try(name: str, step: Callable[[], str]) -> Measure:
    """Run one step; it returns "" where it holds, else why it doesn't."""
    try:
        reason = step()
    except (OSError, ValueError, AttributeError) as error:
        reason = str(error) or type(error).__name__
    return Measure(name, not reason, reason[:200])


def _set_limits() -> str:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    return ""


def _forbid_privileges() -> str:
    if sys.platform != "linux":
        return "only Linux has it"
    _prctl(PR_SET_DUMPABLE, 0)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    return ""


def _deny_files() -> str:
    landlock.deny_everything()
    return ""


def _change_user() -> str:
    if STARTED_AS != 0:
        return "Hearth does not run as root, so the child keeps Hearth's user"
    if os.geteuid() != 0:
        return "root may not change its user here; a container took that right"
    refusal = ""
    for number in OWN_USER_IDS:
        try:
            os.setgroups([])
            os.setresgid(number, number, number)
            os.setresuid(number, number, number)
        except OSError as error:
            refusal = str(error)
        else:
            return ""
    return refusal


def _limit_processes(uid_before: int) -> str:
    import resource

    if os.geteuid() == uid_before:
        return "counts everything of Hearth's user, so it needs a user of its own"
    resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))
    return ""


def _die_with(parent_id: int) -> str:
    if sys.platform != "linux":
        return "only Linux has it; the child ends when its socket closes"
    _prctl(PR_SET_PDEATHSIG, SIGKILL)
    if os.getppid() != parent_id:
        os._exit(0)  # the parent died before the line above
    return ""


def _filter_calls(program: bytes, reason: str) -> str:
    if not program:
        return reason or "no filter"
    system_calls.install_filter(program)
    return ""


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
