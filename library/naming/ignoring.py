"""What a scan passes over without a word: system folders, hidden files, samples."""

from __future__ import annotations

import re

IGNORE_MARKERS = frozenset({b".hearthignore", b".plexignore", b".nomedia", b".ignore"})
"""A folder with one of these, and everything below it, is left alone."""

_FOLDERS = frozenset({
    b"@eadir", b"#recycle", b"@recycle", b"@recently-snapshot", b"#snapshot", b"@tmp", b"lost+found", b"system volume information", b"$recycle.bin",
    b"recycler", b"recycled", b"__macosx", b"sample", b"samples", b"theme-music", b"backdrops", b"extrafanart", b"extrathumbs",
    b".trash", b"trickplay",
})  # fmt: skip
_SAMPLE = re.compile(rb"(?:^|[-._ ])(?:[Ss]ample|SAMPLE)(?:[-._ ]?\d)?\.[^.]{2,4}$")
_PARTIAL = (b".part", b".partial", b".crdownload", b".!qb", b".!qB", b".!ut", b".tmp", b".download", b".aria2", b".bts")


def is_ignored_folder(name: bytes) -> bool:
    """Whether a folder of this name is passed over."""
    lowered = name.lower()
    return name.startswith(b".") or lowered in _FOLDERS or lowered.endswith(b".trickplay")


def is_ignored_file(name: bytes) -> bool:
    """Whether a file of this name is passed over: hidden, half downloaded, or a sample."""
    # The first letters and the last are looked at before anything is searched: a scan asks this of every file.
    if name.startswith(b".") or name.endswith(_PARTIAL):
        return True
    return (b"ample" in name or b"SAMPLE" in name) and bool(_SAMPLE.search(name))
