"""Rows of folders: times, new children, children that are gone with everything below them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from library.models import Folder, MediaFile, RootFolder
from library.scanner.folder_reading import FolderListing
from library.scanner.row_writing import insert_rows, update_rows
from mediaserver.lib.paths import encode_path, path_hash

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan
    from library.scanner.walking import FolderRow

IDS_AT_ONCE = 1_000


def store_folders(scan: Scan, root: RootFolder, read: Sequence[tuple[FolderRow, FolderListing]]) -> list[int]:
    """Write folder times and children. Returns ids of known folders that came back."""
    now = timezone.now()
    children = _known_children([row.id for row, _listing in read])
    new: list[Folder] = []
    revived: list[int] = []
    gone: list[int] = []
    times = []
    for row, listing in read:
        if listing.unreadable:
            times.append((0, now, row.id))
            continue
        if listing.mtime_ns != row.mtime_ns or not row.seen_ns or _sidecars_changed(row, listing):
            times.append((listing.mtime_ns, now, row.id))
        known = children.get(row.id, {})
        for name in listing.folders:
            path = f"{row.path}/{encode_path(name)}" if row.path else encode_path(name)
            child = known.pop(path, None)
            if child is None:
                raw = row.raw + b"/" + name if row.raw else name
                new.append(Folder(root=root, parent_id=row.id, path=path, path_hash=path_hash(raw)))
            elif child[1]:
                revived.append(child[0])
        gone.extend(pk for pk, is_missing in known.values() if not is_missing)
    update_rows(Folder, ("mtime_ns", "scanned_at"), times)
    insert_rows(Folder, new)
    if revived:
        Folder.objects.filter(id__in=revived).update(missing_since=None, mtime_ns=0)
        scan.cursor["changed"] = True
    _mark_gone(scan, gone)
    return revived


def _sidecars_changed(row: FolderRow, listing: FolderListing) -> bool:
    return any(changed_ns > row.seen_ns for _name, changed_ns in listing.sidecars)


def _known_children(folder_ids: Sequence[int]) -> dict[int, dict[str, tuple[int, bool]]]:
    """Known child folders by parent and path: (id, is missing)."""
    known: dict[int, dict[str, tuple[int, bool]]] = defaultdict(dict)
    for start in range(0, len(folder_ids), IDS_AT_ONCE):
        rows = Folder.objects.filter(parent_id__in=folder_ids[start : start + IDS_AT_ONCE])
        for pk, parent_id, path, missing_since in rows.values_list("id", "parent_id", "path", "missing_since"):
            if parent_id is not None:
                known[parent_id][path] = (pk, missing_since is not None)
    return known


def _mark_gone(scan: Scan, folder_ids: list[int]) -> None:
    """Mark folders and all below them as missing, level by level."""
    now, level = timezone.now(), folder_ids
    while level:
        below: list[int] = []
        for start in range(0, len(level), IDS_AT_ONCE):
            part = level[start : start + IDS_AT_ONCE]
            Folder.objects.filter(id__in=part).update(missing_since=now, mtime_ns=0)
            files = MediaFile.objects.filter(folder_id__in=part, missing_since__isnull=True)
            scan.note_change(missing=files.update(missing_since=now))
            below.extend(
                Folder.objects.filter(parent_id__in=part, missing_since__isnull=True).values_list("id", flat=True)
            )
        level = below
