"""Landlock through plain system calls: from here on no file can be opened and no TCP port used.

Source: Linux, Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import sys

CREATE_RULESET, RESTRICT_SELF = 444, 446  # the same number on every architecture
VERSION_FLAG = 1
FILE_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many of the low bits each version knows
NETWORK_RIGHTS = 0b11  # bind and connect over TCP, since version 4
SCOPES = 0b11  # abstract Unix sockets and signals, since version 6


class _RulesetAttributes(ctypes.Structure):
    _fields_ = [
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


def version() -> int:
    """Return the Landlock version of the running kernel, 0 where there is none."""
    if sys.platform != "linux":
        return 0
    found: int = ctypes.CDLL(None, use_errno=True).syscall(CREATE_RULESET, None, 0, VERSION_FLAG)
    return max(found, 0)


def deny_everything() -> None:
    """Forbid this process every file, and the network as far as the kernel's version goes.

    Needs no_new_privs (or root). Raises OSError where the kernel refuses.
    """
    known = version()
    if known == 0:
        raise OSError("the kernel has no Landlock, or it is switched off")
    attributes = _RulesetAttributes(
        handled_access_fs=(1 << FILE_RIGHTS_BY_ABI.get(known, 16)) - 1,
        handled_access_net=NETWORK_RIGHTS if known >= 4 else 0,
        scoped=SCOPES if known >= 6 else 0,
    )
    size = 8 if known < 4 else 16 if known < 6 else 24
    libc = ctypes.CDLL(None, use_errno=True)
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    try:
        if libc.syscall(RESTRICT_SELF, ruleset, 0) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(ruleset)
