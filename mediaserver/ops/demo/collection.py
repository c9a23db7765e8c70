"""Makes the whole demo collection in a folder, once: what is there stays, what is missing is made.

Each file is written beside its place under a name that starts with a dot and then renamed, so that a scan never meets half
a film and a run that was stopped goes on where it was. A stamp in the folder says which version of the collection it
holds; a newer version, or the other size, replaces the files the stamp lists and no others.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypedDict

from django.utils.translation import gettext as _

from mediaserver.lib.errors import BadConfiguration
from mediaserver.ops.demo.catalogue import catalogue
from mediaserver.ops.demo.encoder import processes
from mediaserver.ops.demo.pieces import Piece, all_pieces

VERSION = 1
STAMP_NAME = ".hearth-demo.json"
SCRATCH_NAME = ".hearth-demo-work"
HALF_DONE_PREFIX = ".making-"
ROOM_BYTES = 600_000_000
QUICK_ROOM_BYTES = 60_000_000
REPORT_EVERY_S = 1.0

Report = Callable[[str], None]


@dataclass(frozen=True)
class DemoLibrary:
    """A library of the collection: `kind` is a `LibraryKind` value, `path` its root folder."""

    name: str
    kind: str
    path: Path


def library_folders(into: Path) -> tuple[DemoLibrary, ...]:
    """Return the libraries a server should have over the collection in `into`."""
    return (
        DemoLibrary(_("Films"), "movies", into / "Films"),
        DemoLibrary(_("Series"), "series", into / "Series"),
        DemoLibrary(_("Music"), "music", into / "Music"),
        DemoLibrary(_("Photos"), "photos", into / "Photos"),
    )


def make_collection(into: Path, *, quick: bool = False, report: Report = lambda line: None) -> bool:
    """Make what is missing of the collection; `quick` makes short and small files. False if nothing was missing.

    Raises BadConfiguration with one sentence for people where the folder can't be used or the disk is full.
    """
    try:
        return _make_collection(into, quick=quick, report=report)
    except OSError as error:
        raise _explained(error, into) from error


def _explained(error: OSError, into: Path) -> BadConfiguration:
    """The sentence for a disk or a folder that does not do what is asked of it."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        sentence = _(
            "There is no room left on the disk of {folder}. The demo collection needs about 600 MB; free some and start again, it goes on where it stopped."
        )
    elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        sentence = _(
            "Hearth may not write into {folder}. Give it another folder with --into, or change who may write there."
        )
    elif error.errno in {errno.ENOTDIR, errno.EEXIST}:
        sentence = _(
            "{folder} can't be a folder, because a file of that name, or on the way to it, is in the way. Name another one with --into."
        )
    else:
        sentence = _("The demo collection could not be written to {folder}: {reason}.")
    return BadConfiguration(sentence.format(folder=into, reason=error.strerror or error), folder=str(into))


def _make_collection(into: Path, *, quick: bool, report: Report) -> bool:
    into.mkdir(parents=True, exist_ok=True)
    scratch = into / SCRATCH_NAME
    pieces = list(all_pieces(catalogue(), scratch, quick=quick))
    _prepare(into, pieces, quick=quick)
    missing = [piece for piece in pieces if not (into / piece.path).is_file()]
    if not missing:
        return False
    needed = QUICK_ROOM_BYTES if quick else ROOM_BYTES
    share = sum(piece.effort for piece in missing) / sum(piece.effort for piece in pieces)
    if shutil.disk_usage(into).free < needed * share:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into))
    scratch.mkdir(exist_ok=True)
    try:
        _make_all(into, missing, Progress(missing, report))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return True


class Stamp(TypedDict):
    """What the stamp file says: version and size of the collection, and its files below the folder."""

    version: int
    quick: bool
    files: list[str]


def _read_stamp(path: Path) -> Stamp | None:
    """Return what an earlier run wrote, None where there is nothing or nothing that makes sense."""
    try:
        stamp: Stamp = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) and set(stamp) == {"version", "quick", "files"} else None


def _prepare(into: Path, pieces: Sequence[Piece], *, quick: bool) -> None:
    """Clear away what a stopped run or another version left; refuse a folder that holds anything else."""
    stamp_path = into / STAMP_NAME
    stamp = Stamp(version=VERSION, quick=quick, files=[str(piece.path) for piece in pieces])
    old = _read_stamp(stamp_path)
    if old is None and any(into.iterdir()):
        raise BadConfiguration(
            _("{folder} already holds other files. Name an empty folder with --into.").format(folder=into),
            folder=str(into),
        )
    shutil.rmtree(into / SCRATCH_NAME, ignore_errors=True)
    for half_done in into.rglob(f"{HALF_DONE_PREFIX}*"):
        half_done.unlink()
    if old == stamp:
        return
    if old is not None:
        for name in old["files"]:
            if ".." not in PurePosixPath(name).parts and not PurePosixPath(name).is_absolute():
                (into / name).unlink(missing_ok=True)
    beside = stamp_path.with_suffix(".new")
    beside.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    beside.replace(stamp_path)


class Progress:
    """Says how far the work is, at most once a second; safe to call from several threads."""

    def __init__(self, pieces: Sequence[Piece], report: Report) -> None:
        self._lock = threading.Lock()
        self._report = report
        self._total = sum(piece.effort for piece in pieces)
        self._done = 0.0
        self._said_at = 0.0

    def add(self, piece: Piece) -> None:
        """Count a finished piece."""
        with self._lock:
            self._done += piece.effort
            now = time.monotonic()
            if now - self._said_at >= REPORT_EVERY_S or self._done >= self._total:
                self._said_at = now
                self._report(f"{self._done / self._total:4.0%}  {piece.path}")


def _make_all(into: Path, pieces: Sequence[Piece], progress: Progress) -> None:
    """Make the pieces on all cores, the longest first; the first error, or Ctrl-C, stops the rest at once."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="demo") as pool:
        ordered = sorted(pieces, key=lambda piece: -piece.effort)
        running: list[Future[None]] = [pool.submit(_make, into, piece, progress) for piece in ordered]
        try:
            done, left = wait(running, return_when=FIRST_EXCEPTION)
        except KeyboardInterrupt:
            left = set(running)
            raise
        finally:
            if left:
                processes.stop()
            pool.shutdown(wait=True, cancel_futures=True)
            processes.allow()
        for finished in done:
            finished.result()


def _make(into: Path, piece: Piece, progress: Progress) -> None:
    """Make one piece beside its place and put it there."""
    place = into / piece.path
    place.parent.mkdir(parents=True, exist_ok=True)
    half_done = place.with_name(f"{HALF_DONE_PREFIX}{place.name}")
    try:
        piece.make(half_done)
        half_done.replace(place)
    finally:
        half_done.unlink(missing_ok=True)
    progress.add(piece)


def made_files(into: Path) -> Iterator[Path]:
    """Yield the files of the collection in `into`, as its stamp lists them."""
    stamp = _read_stamp(into / STAMP_NAME)
    for name in stamp["files"] if stamp else ():
        yield into / name
