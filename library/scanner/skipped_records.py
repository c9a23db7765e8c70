"""Rows of what was passed over: made, renewed, and taken away when the reason is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from library.models import MediaFile, RootFolder, SkippedFile
from library.scanner.folder_reading import FolderListing, Problem
from mediaserver.lib.paths import encode_path, path_hash

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan
    from library.scanner.walking import FolderRow

SEEN_BY_THE_WALK = (SkippedFile.Reason.EMPTY, SkippedFile.Reason.PATH_TOO_LONG, SkippedFile.Reason.LINK)
"""Reasons that the walk finds and the walk takes away; a file that may not be read is found by opening it."""

KnownRows = dict[str, dict[str, tuple[int, str]]]


@dataclass
class Found:
    """Rows to write and primary keys of rows to delete."""

    fresh: list[SkippedFile] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)


def store_problems(scan: Scan, root: RootFolder, read: Sequence[tuple[FolderRow, FolderListing]]) -> None:
    """Bring the skipped rows of the folders read in line: new reasons in, mended ones and vanished files out."""
    known = _known_by_folder(root)
    if not known and not any(listing.problems for _row, listing in read):
        return
    found = Found()
    for entry in read:
        _compare(scan, root, entry, known, found)
    for start in range(0, len(found.stale), 500):
        SkippedFile.objects.filter(pk__in=found.stale[start : start + 500]).delete()
    write_skipped(found.fresh)
    scan.counts["skipped"] += len(found.fresh)


def _known_by_folder(root: RootFolder) -> KnownRows:
    """Known rows of a root by their folder and path: (id, reason). The folder's own trouble stands in its parent."""
    known: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for pk, path, reason in SkippedFile.objects.filter(root=root).values_list("id", "path", "reason"):
        known[path.rpartition("/")[0]][path] = (pk, reason)
    return known


def _compare(
    scan: Scan, root: RootFolder, entry: tuple[FolderRow, FolderListing], known: KnownRows, found: Found
) -> None:
    row, listing = entry
    prefix = f"{row.path}/" if row.path else ""
    in_parent = known.get(row.path.rpartition("/")[0], {})
    in_folder = known.get(row.path, {})
    troubled: set[str] = set()
    for problem in listing.problems:
        path = prefix + encode_path(problem.name) if problem.name else row.path
        troubled.add(path)
        before = (in_folder if problem.name else in_parent).get(path)
        if before is None or before[1] != problem.reason:
            found.fresh.append(_skipped_file(scan, root, path, problem, row))
    if listing.unreadable:
        return
    own = in_parent.get(row.path)
    if own and own[1] == SkippedFile.Reason.UNREADABLE:
        found.stale.append(own[0])  # the folder can be read again
    if not in_folder:
        return
    files = {prefix + encode_path(seen[0]) for seen in listing.files}
    folders = {prefix + encode_path(name) for name in listing.folders}
    for path, (pk, reason) in in_folder.items():
        is_there = path in files or path in folders
        mended = path in files and reason in SEEN_BY_THE_WALK
        if path and path != row.path and path not in troubled and (mended or not is_there):
            found.stale.append(pk)


def _skipped_file(scan: Scan, root: RootFolder, path: str, problem: Problem, row: FolderRow) -> SkippedFile:
    """Make the row for a problem in a folder."""
    raw = (row.raw + b"/" + problem.name if row.raw else problem.name) if problem.name else row.raw
    return SkippedFile(
        library_id=scan.library.pk,
        root=root,
        path=path,
        path_hash=path_hash(raw),
        reason=problem.reason,
        detail=problem.detail,
        size_bytes=problem.size_bytes,
        mtime_ns=problem.mtime_ns,
        last_seen_at=timezone.now(),
    )


def write_skipped(rows: Sequence[SkippedFile]) -> None:
    """Write rows; one for a path that has one already takes its place."""
    once = {(row.root_id, bytes(row.path_hash)): row for row in rows}
    SkippedFile.objects.bulk_create(
        once.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["root", "path_hash"],
        update_fields=["reason", "detail", "size_bytes", "mtime_ns", "last_seen_at"],
    )


def clear_skipped(files: Iterable[MediaFile]) -> None:
    """Take away the rows of files that could be read."""
    by_root: dict[int, list[bytes]] = defaultdict(list)
    for file in files:
        by_root[file.root_id].append(bytes(file.path_hash))
    for root_id, hashes in by_root.items():
        for start in range(0, len(hashes), 500):
            SkippedFile.objects.filter(root_id=root_id, path_hash__in=hashes[start : start + 500]).delete()
