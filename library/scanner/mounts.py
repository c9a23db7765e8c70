"""On what kind of drive a folder lies, and whether changes there are noticed."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from mediaserver.lib.paths import contains

MOUNTS = Path("/proc/self/mounts")
_OCTAL = re.compile(rb"\\([0-7]{3})")
_NETWORK = frozenset({
    "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "davfs", "ncpfs", "9p", "beegfs",
    "vboxsf", "vmhgfs", "prl_fs", "drvfs", "virtiofs", "afpfs", "webdav", "osxfuse", "macfuse",
})  # fmt: skip
_LOCAL_FUSE = frozenset({"fuse.lxcfs", "fusectl"})


@dataclass(frozen=True)
class Mount:
    """The drive of a folder. `type` is the system's word, "" where unknown."""

    type: str
    at: bytes = b"/"

    @property
    def is_remote(self) -> bool:
        """Whether files may change without this system hearing of it: network drives and FUSE."""
        return self.type in _NETWORK or (self.type.startswith("fuse") and self.type not in _LOCAL_FUSE)


def mount_of(path: bytes, table: bytes | None = None) -> Mount:
    """Return the mount that a real path lies on. `table` is the text of /proc/self/mounts, read where not given."""
    if table is None:
        try:
            table = MOUNTS.read_bytes()
        except OSError:
            return Mount("")
    best = Mount("")
    length = -1
    for line in table.splitlines():
        parts = line.split(b" ")
        if len(parts) < 3:
            continue
        at = _OCTAL.sub(lambda match: bytes([int(match.group(1), 8) & 0xFF]), parts[1])
        if contains(at, path) and len(at) >= length:  # of two at one place the later covers the earlier
            best, length = Mount(parts[2].decode("ascii", "replace"), at), len(at)
    return best


def free_bytes(path: bytes) -> int | None:
    """Free space on the folder's drive, None where the system doesn't tell."""
    try:
        return shutil.disk_usage(os.fsdecode(path)).free
    except OSError:
        return None
