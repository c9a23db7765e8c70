"""Folders as read from disk become rows: what is new, what changed, what is gone. Called inside a transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from library.models import MediaFile, RootFolder
from library.scanner.folder_reading import FolderListing, SeenFile
from library.scanner.folder_records import store_folders
from library.scanner.kept_paths import paths_in
from library.scanner.row_writing import insert_rows, parts_of, update_rows
from library.scanner.sidecar_records import ask_again_for_sidecars, store_subtitles
from library.scanner.skipped_records import store_problems
from mediaserver.lib.paths import path_hash

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan
    from library.scanner.walking import FolderRow


@dataclass
class Differences:
    """What a comparison found. Rows to update carry (size, time, inode …, primary key)."""

    new: list[MediaFile] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


KNOWN_FILES = (
    "SELECT path, id, size_bytes, mtime_ns, missing_since IS NOT NULL, folder_id"
    " FROM library_mediafile WHERE folder_id IN"
)
KnownFile = tuple[str, int, int, int, bool, int]
"""A file row as far as a comparison needs it: path, primary key, size, time, whether it was missing, folder."""


def store_listings(scan: Scan, root: RootFolder, read: Sequence[tuple[FolderRow, FolderListing]]) -> list[int]:
    """Bring rows in line with what was read. Returns ids of folders that came back and must be visited again."""
    readable = [(row, listing) for row, listing in read if not listing.unreadable]
    differences = compare(scan, root, readable)
    insert_rows(MediaFile, differences.new)
    fields = ("size_bytes", "mtime_ns", "inode", "missing_since", "probed_at", "resolved_at", "quick_hash")
    update_rows(MediaFile, fields, differences.changed)
    _set_missing(differences.returned, None)
    _set_missing(differences.gone, timezone.now())
    revived = store_folders(scan, root, read)
    store_subtitles(root, readable)
    ask_again_for_sidecars(root, readable)
    store_problems(scan, root, read)
    scan.note_change(added=len(differences.new), changed=len(differences.changed), missing=len(differences.gone))
    if differences.returned:
        scan.cursor["changed"] = True
    return revived


def compare(scan: Scan, root: RootFolder, read: Sequence[tuple[FolderRow, FolderListing]]) -> Differences:
    """Compare listings with the known rows of their folders, by size and time."""
    found = Differences()
    known = known_files([row.id for row, _listing in read])
    troubled: set[str] = set()
    for row, listing in read:
        _compare_folder(scan, root, (row, listing), known, found)
        troubled.update(paths_in(row.path, [problem.name for problem in listing.problems]))
    # What is left was seen by nobody; but a file that is there and can't be read is not gone.
    found.gone.extend(file[1] for path, file in known.items() if not file[4] and path not in troubled)
    return found


def known_files(folder_ids: Sequence[int]) -> dict[str, KnownFile]:
    """Known files of folders by path.

    Asked of the database without the ORM: a full scan does this for every file, and half its time went into rows.
    """
    known: dict[str, KnownFile] = {}
    for part in parts_of(folder_ids):
        places = ", ".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(f"{KNOWN_FILES} ({places})", part)
            known |= {row[0]: row for row in cursor.fetchall()}
    return known


def _compare_folder(
    scan: Scan,
    root: RootFolder,
    entry: tuple[FolderRow, FolderListing],
    known: dict[str, KnownFile],
    found: Differences,
) -> None:
    row, listing = entry
    paths = paths_in(row.path, [seen[0] for seen in listing.files])
    for path, seen in zip(paths, listing.files, strict=True):
        present = known.pop(path, None)
        if present is None:
            found.new.append(_new_file(scan, root, row, path, seen))
            continue
        _path, pk, size_bytes, mtime_ns, is_missing, _folder = present
        if size_bytes != seen[2] or mtime_ns != seen[3]:
            found.changed.append((seen[2], seen[3], seen[4], None, None, None, None, pk))
        elif is_missing:
            found.returned.append(pk)


def _new_file(scan: Scan, root: RootFolder, row: FolderRow, path: str, seen: SeenFile) -> MediaFile:
    name, kind, size_bytes, mtime_ns, inode = seen
    return MediaFile(
        library_id=scan.library.pk,
        root_id=root.pk,
        folder_id=row.id,
        path=path,
        path_hash=path_hash(row.raw + b"/" + name if row.raw else name),
        kind=kind,
        size_bytes=size_bytes,
        mtime_ns=mtime_ns,
        inode=inode,
        added_at=_added_at(scan, mtime_ns),
    )


def _added_at(scan: Scan, mtime_ns: int) -> dt.datetime:
    """Now; in a library's first scan the file's own time, so that "recently added" means something from the start."""
    now = timezone.now()
    if not scan.cursor.get("is_first") or not 0 < mtime_ns < now.timestamp() * 1e9:
        return now
    return dt.datetime.fromtimestamp(mtime_ns / 1e9, tz=dt.UTC)


def _set_missing(file_ids: Sequence[int], since: Any) -> None:
    for part in parts_of(file_ids):
        MediaFile.objects.filter(id__in=part).update(missing_since=since)
