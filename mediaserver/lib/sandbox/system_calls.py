"""Which system calls a media process may make once its libraries are loaded; every other one fails with EPERM.

The filter is compiled in the server by libseccomp and handed to the child as bytes, so that the child needs neither
the library nor the time to find it.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import tempfile

ALLOWED = (
    # bytes in and out of what is open already
    "read", "write", "readv", "writev", "pread64", "preadv", "lseek", "_llseek", "close", "close_range", "fstat",
    "fstat64", "dup", "dup2", "dup3", "fcntl", "fcntl64", "sendmsg", "recvmsg", "sendto", "recvfrom", "shutdown",
    "getsockopt", "setsockopt", "poll", "ppoll", "select", "pselect6", "fadvise64", "readahead",
    # memory
    "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise", "brk",
    # time and threads
    "clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
    "times", "getitimer", "setitimer", "futex", "futex_time64", "sched_yield", "sched_getaffinity",
    "set_robust_list", "get_robust_list", "rseq", "membarrier", "getcpu",
    # signals to itself
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "sigaltstack", "restart_syscall",
    # about itself
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrusage", "getrandom", "uname",
    "sysinfo", "set_tid_address", "arch_prctl",
    # the end
    "exit", "exit_group",
)  # fmt: skip
CLONE_THREAD = 0x00010000
AT_EMPTY_PATH = 0x1000
TERMINAL_FACTS, CLOSE_ON_EXEC, NON_BLOCKING = 0x5401, 0x5451, 0x5421  # TCGETS, FIOCLEX, FIONBIO
PR_SET_SECCOMP, SECCOMP_MODE_FILTER, INSTRUCTION_BYTES = 22, 2, 8


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


@functools.cache
def compile_filter() -> tuple[bytes, str]:
    """Return the filter's BPF program, or no bytes and the reason why there is none."""
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        return b"", f"libseccomp is not installed ({error})"[:200]
    rules = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    for name in ALLOWED:
        _allow(rules, name)
    # Decoders of HEIC pictures start threads; a process of its own nobody may start. clone3 hides its flags behind
    # a pointer: told that it does not exist, the C library falls back to clone.
    _allow(rules, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, CLONE_THREAD))
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for request in (TERMINAL_FACTS, CLOSE_ON_EXEC, NON_BLOCKING):
        _allow(rules, "ioctl", pyseccomp.Arg(1, pyseccomp.EQ, request))
    # The C library's fstat. It may look at the facts of other paths too, but open none of them.
    _allow(rules, "newfstatat", pyseccomp.Arg(3, pyseccomp.MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH))
    _allow(rules, "prlimit64", pyseccomp.Arg(0, pyseccomp.EQ, 0))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        size = file.tell() or os.fstat(file.fileno()).st_size
        return os.pread(file.fileno(), size, 0), ""


def install_filter(program: bytes) -> None:
    """Put the filter on this process for good; no_new_privs must be set. Raises OSError."""
    buffer = ctypes.create_string_buffer(program, len(program))
    description = _Program(len(program) // INSTRUCTION_BYTES, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(description), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _allow(rules: object, name: str, *conditions: object) -> None:
    import pyseccomp

    try:
        pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
        rules.add_rule(pyseccomp.ALLOW, name, *conditions)  # type: ignore[attr-defined]
    except (ValueError, OSError):
        return  # this architecture has no such call
