"""Folders as read from disk become rows: what is new, what changed, what is gone. Called inside a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from library.models import MediaFile, RootFolder
from library.scanner.folder_reading import FolderListing, SeenFile
from library.scanner.folder_records import store_folders
from library.scanner.row_updates import update_rows
from library.scanner.sidecar_records import ask_again_for_sidecars, store_subtitles
from library.scanner.skipped_records import store_problems
from mediaserver.lib.paths import encode_path, path_hash

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan
    from library.scanner.walking import FolderRow

ROWS_AT_ONCE = 1_000


@dataclass
class Differences:
    """What a comparison found. Rows to update carry (size, time, inode …, primary key)."""

    new: list[MediaFile] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file row, as far as a comparison needs it."""

    id: int
    size_bytes: int
    mtime_ns: int
    is_missing: bool


def store_listings(scan: Scan, root: RootFolder, read: Sequence[tuple[FolderRow, FolderListing]]) -> list[int]:
    """Bring rows in line with what was read. Returns ids of folders that came back and must be visited again."""
    readable = [(row, listing) for row, listing in read if not listing.unreadable]
    differences = compare(scan, root, readable)
    MediaFile.objects.bulk_create(differences.new, batch_size=500)
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
    for row, listing in read:
        _compare_folder(scan, root, row, listing, known.get(row.id, {}), found)
    return found


def known_files(folder_ids: Sequence[int]) -> dict[int, dict[str, KnownFile]]:
    """Known files by folder and path."""
    known: dict[int, dict[str, KnownFile]] = defaultdict(dict)
    for part in parts_of(folder_ids):
        rows = MediaFile.objects.filter(folder_id__in=part).values_list(
            "folder_id", "path", "id", "size_bytes", "mtime_ns", "missing_since"
        )
        for folder_id, path, pk, size_bytes, mtime_ns, missing_since in rows.iterator(chunk_size=5_000):
            known[folder_id][path] = KnownFile(pk, size_bytes, mtime_ns, missing_since is not None)
    return known


def _compare_folder(  # noqa: PLR0917
    scan: Scan,
    root: RootFolder,
    row: FolderRow,
    listing: FolderListing,
    known: dict[str, KnownFile],
    found: Differences,
) -> None:
    prefix = f"{row.path}/" if row.path else ""
    for seen in listing.files:
        path = prefix + encode_path(seen.name)
        present = known.pop(path, None)
        if present is None:
            found.new.append(_new_file(scan, root, row, path, seen))
        elif present.size_bytes != seen.size_bytes or present.mtime_ns != seen.mtime_ns:
            found.changed.append((seen.size_bytes, seen.mtime_ns, seen.inode, None, None, None, None, present.id))
        elif present.is_missing:
            found.returned.append(present.id)
    # A file that is there and can't be read is not gone.
    troubled = {prefix + encode_path(problem.name) for problem in listing.problems}
    found.gone.extend(file.id for path, file in known.items() if not file.is_missing and path not in troubled)


def _new_file(scan: Scan, root: RootFolder, row: FolderRow, path: str, seen: SeenFile) -> MediaFile:
    return MediaFile(
        library_id=scan.library.pk,
        root_id=root.pk,
        folder_id=row.id,
        path=path,
        path_hash=path_hash(row.raw + b"/" + seen.name if row.raw else seen.name),
        kind=seen.kind,
        size_bytes=seen.size_bytes,
        mtime_ns=seen.mtime_ns,
        inode=seen.inode,
        added_at=_added_at(scan, seen),
    )


def _added_at(scan: Scan, seen: SeenFile) -> Any:
    """Now; in a library's first scan the file's own time, so that "recently added" means something from the start."""
    now = timezone.now()
    if not scan.cursor.get("is_first") or not 0 < seen.mtime_ns < now.timestamp() * 1e9:
        return now
    return timezone.datetime.fromtimestamp(seen.mtime_ns / 1e9, tz=now.tzinfo)


def _set_missing(file_ids: Sequence[int], since: Any) -> None:
    for part in parts_of(file_ids):
        MediaFile.objects.filter(id__in=part).update(missing_since=since)


def parts_of(ids: Iterable[int], size: int = ROWS_AT_ONCE) -> Iterable[list[int]]:
    """Cut a list of ids into parts that one statement takes."""
    rest = list(ids)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
