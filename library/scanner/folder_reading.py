"""Reading one folder from disk: bytes in, a listing out. Nothing here knows the database."""

from __future__ import annotations

import os
import shlex
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext_noop

from library.models.scans import SkippedFile
from library.naming import IGNORE_MARKERS, file_kind, is_ignored_file, is_ignored_folder, is_nfo, is_picture_beside
from library.naming import is_subtitle as names_a_subtitle
from mediaserver.lib.paths import contains

LONGEST_PATH = 4_095
"""Linux takes no longer path in one call (PATH_MAX, with its closing zero)."""

MEDIA = frozenset({"video", "audio", "picture"})
LARGEST_INODE = 0x7FFF_FFFF_FFFF_FFFF
"""Some network drives use all 64 bits; the database has a sign."""

RACY_NS = 2_000_000_000
"""A folder read so soon after its last change may change again within the same tick of its clock."""

SETTLING_NS = 60_000_000_000
"""A file changed within the last minute may still be arriving, which its folder's time will not tell."""

LINK_OUT = gettext_noop("The link leads out of this library's folder, so it was not followed.")
LINK_NOWHERE = gettext_noop("The link leads nowhere.")
LINK_FOLDER = gettext_noop("The link leads to a folder that is read where it really is.")
EMPTY = gettext_noop("The file has no content. It may still be arriving, or a copy broke off.")
NO_ORDINARY_FILE = gettext_noop("This is no ordinary file but a pipe, a socket or a device, so it was not opened.")
TOO_LONG = gettext_noop("The path is longer than the system allows in one call (4,095 bytes). Shorten a folder's name.")


SeenFile = tuple[bytes, str, int, int, int]
"""A file as the folder shows it: name, kind by suffix (video, audio, picture, subtitle), size in bytes, time of its last
change in ns, inode. A plain tuple: a scan makes one for every file, and anything else costs more than the file's stat.
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that was passed over with a reason."""

    name: bytes
    reason: str
    detail: str = ""
    size_bytes: int | None = None
    mtime_ns: int | None = None


@dataclass
class FolderListing:
    """What one folder holds. `mtime_ns` is 0 where the folder must be read again next time."""

    path: bytes
    mtime_ns: int = 0
    files: list[SeenFile] = field(default_factory=list)
    subtitles: list[SeenFile] = field(default_factory=list)
    folders: list[bytes] = field(default_factory=list)
    sidecars: list[tuple[bytes, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: bool = False


class _Classes(dict[bytes, str]):
    """What files of a suffix (with its case) are in a library of the kind; "" where they are nothing to us."""

    MOST = 4096

    def __init__(self, library_kind: str) -> None:
        super().__init__()
        self._library_kind = library_kind

    def __missing__(self, suffix: bytes) -> str:
        what = _class_of(suffix.lower()[:12], self._library_kind)
        if len(self) < self.MOST:
            self[suffix] = what
        return what


@cache
def _classes(library_kind: str) -> _Classes:
    return _Classes(library_kind)


def _class_of(suffix: bytes, library_kind: str) -> str:
    name = f"x.{suffix.decode('ascii', 'replace')}"
    kind = file_kind(name, library_kind)
    if kind:
        return kind.value
    if names_a_subtitle(name):
        return "subtitle"
    return "sidecar" if is_nfo(name) or is_picture_beside(name) else ""


def permission_hint(path: bytes) -> str:
    """The command that lets the server read a folder or file."""
    return f"sudo setfacl -R -m u:{os.geteuid()}:rX {shlex.quote(os.fsdecode(path))}"


def may_read(path: bytes) -> bool:
    """Whether this process may list the folder and go through it."""
    return os.access(path, os.R_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def read_folder(root: bytes, path: bytes, library_kind: str) -> FolderListing | None:
    """Read the folder at `path` below `root`; None where it is not there (any more).

    A folder that may not be read gives a listing with `unreadable`, one problem without a name, and no entries.
    """
    full = os.path.join(root, path) if path else root
    listing = FolderListing(path)
    try:
        before = os.stat(full, follow_symlinks=not path)  # noqa: PTH116
        if not stat.S_ISDIR(before.st_mode):
            return None
        with os.scandir(full) as entries:
            _read_entries(_Reading(root, full, library_kind, listing), entries)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        listing.unreadable = True
        hint = permission_hint(full) if isinstance(error, PermissionError) else str(error.strerror)
        listing.problems = [Problem(b"", SkippedFile.Reason.UNREADABLE, hint)]
        return listing
    listing.mtime_ns = before.st_mtime_ns if _has_settled(listing, before.st_mtime_ns) else 0
    return listing


def _has_settled(listing: FolderListing, mtime_ns: int) -> bool:
    """Whether the folder's time will tell of the next change in it."""
    now = time.time_ns()
    if mtime_ns >= now - RACY_NS or any(problem.reason == SkippedFile.Reason.EMPTY for problem in listing.problems):
        return False
    newest = max((seen[3] for seen in (*listing.files, *listing.subtitles)), default=0)
    return not now - SETTLING_NS < newest <= now


@dataclass(frozen=True)
class _Reading:
    root: bytes
    full: bytes
    library_kind: str
    listing: FolderListing


def _read_entries(reading: _Reading, entries: Iterator[os.DirEntry[bytes]]) -> None:
    listing = reading.listing
    classes, files = _classes(reading.library_kind), listing.files
    for entry in entries:
        name = entry.name
        if name in IGNORE_MARKERS:
            listing.files, listing.subtitles, listing.folders = [], [], []
            listing.sidecars, listing.problems = [], []
            return
        if not entry.is_file(follow_symlinks=False):
            _read_other(reading, entry)
            continue
        what = classes[name.rpartition(b".")[2]]
        if not what or is_ignored_file(name):
            continue
        try:
            facts = entry.stat(follow_symlinks=False)
        except OSError as error:
            _note_no_facts(reading, name, error)
            continue
        if facts.st_size and what in MEDIA:
            files.append((name, what, facts.st_size, facts.st_mtime_ns, facts.st_ino & LARGEST_INODE))
        else:
            _sort_in(listing, name, what, facts)


def _read_other(reading: _Reading, entry: os.DirEntry[bytes]) -> None:
    """Take in what is no ordinary file: folders, links, pipes."""
    name, listing = entry.name, reading.listing
    if entry.is_symlink():
        _read_link(reading, entry)
    elif entry.is_dir(follow_symlinks=False):
        if is_ignored_folder(name):
            return
        if len(reading.full) + 1 + len(name) > LONGEST_PATH:
            listing.problems.append(Problem(name, SkippedFile.Reason.PATH_TOO_LONG, TOO_LONG))
        else:
            listing.folders.append(name)
    elif _classes(reading.library_kind)[name.rpartition(b".")[2]] in MEDIA and not is_ignored_file(name):
        listing.problems.append(Problem(name, SkippedFile.Reason.NOT_MEDIA, NO_ORDINARY_FILE))


def _note_no_facts(reading: _Reading, name: bytes, error: OSError) -> None:
    if isinstance(error, FileNotFoundError):
        return
    too_long = len(reading.full) + len(name) + 1 > LONGEST_PATH
    reason = SkippedFile.Reason.PATH_TOO_LONG if too_long else SkippedFile.Reason.UNREADABLE
    reading.listing.problems.append(Problem(name, reason, TOO_LONG if too_long else str(error.strerror)))


def _sort_in(listing: FolderListing, name: bytes, what: str, facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        if what in MEDIA:
            listing.problems.append(Problem(name, SkippedFile.Reason.NOT_MEDIA, NO_ORDINARY_FILE))
    elif what == "sidecar":
        listing.sidecars.append((name, facts.st_ctime_ns))
    elif facts.st_size == 0:
        if what != "subtitle":
            listing.problems.append(Problem(name, SkippedFile.Reason.EMPTY, EMPTY, 0, facts.st_mtime_ns))
    else:
        seen = (name, what, facts.st_size, facts.st_mtime_ns, facts.st_ino & LARGEST_INODE)
        (listing.subtitles if what == "subtitle" else listing.files).append(seen)


def _read_link(reading: _Reading, entry: os.DirEntry[bytes]) -> None:
    """Follow a link to a file inside the root; name every other one, unless it is of no interest anyway."""
    name, listing = entry.name, reading.listing
    if is_ignored_folder(name) or is_ignored_file(name):
        return
    what = _classes(reading.library_kind)[name.rpartition(b".")[2]]
    try:
        real = os.path.realpath(entry.path, strict=True)
        facts = os.stat(real)  # noqa: PTH116
    except OSError:
        if what in MEDIA or not what:
            listing.problems.append(Problem(name, SkippedFile.Reason.LINK, LINK_NOWHERE))
        return
    is_folder = stat.S_ISDIR(facts.st_mode)
    if not contains(os.path.realpath(reading.root), real):
        if is_folder or what:
            listing.problems.append(Problem(name, SkippedFile.Reason.LINK, LINK_OUT))
    elif is_folder:
        listing.problems.append(Problem(name, SkippedFile.Reason.LINK, LINK_FOLDER))
    elif what:
        _sort_in(listing, name, what, facts)
