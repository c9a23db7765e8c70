"""The hash by which a file is recognised when it moves: its size, and 64 KiB of head, middle and tail."""

from __future__ import annotations

import hashlib
import os

from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import open_inside

SAMPLE_BYTES = 64 * 1024


def hash_file(root: bytes, path: bytes) -> bytes | None:
    """Return 16 bytes (BLAKE2b), None where the file can't be read."""
    try:
        descriptor = open_inside(root, path)
    except HearthError:
        return None
    try:
        return hash_descriptor(descriptor)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def hash_descriptor(descriptor: int) -> bytes:
    """Hash an open file; its position stays where it was."""
    size = os.fstat(descriptor).st_size
    digest = hashlib.blake2b(size.to_bytes(8, "big"), digest_size=16)
    if size <= 3 * SAMPLE_BYTES:
        digest.update(os.pread(descriptor, 3 * SAMPLE_BYTES, 0))
    else:
        for offset in (0, (size - SAMPLE_BYTES) // 2, size - SAMPLE_BYTES):
            digest.update(os.pread(descriptor, SAMPLE_BYTES, offset))
    return digest.digest()
