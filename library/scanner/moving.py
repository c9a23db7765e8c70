"""A new file may be a known one in a new place: then the row moves, and everything that hangs on it stays.

Recognised by size and quick hash, or by inode, size and time where the drive kept them (a rename). The old place must
be empty: where it is not, the new file is a copy.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from library.models import ItemFile, ItemKind, Library, MediaFile, MediaItem
from library.scanner.quick_hash import hash_file

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan


def find_moved(scan: Scan, files: Sequence[MediaFile]) -> dict[int, MediaFile]:
    """Return, by the new row's key, the known row that each new file is. Reads the disk; writes nothing."""
    strangers = _without_item(files)
    if not strangers:
        return {}
    candidates: dict[int, list[MediaFile]] = defaultdict(list)
    sizes = {file.size_bytes for file in strangers}
    rows = MediaFile.objects.filter(Exists(ItemFile.objects.filter(file=OuterRef("pk"))), size_bytes__in=sizes)
    for row in rows.select_related("root", "library").order_by("id"):
        candidates[row.size_bytes].append(row)
    found: dict[int, MediaFile] = {}
    taken: set[int] = set()
    for file in strangers:
        for known in candidates[file.size_bytes]:
            if known.pk not in taken and _is_same(scan, file, known) and _has_left(known):
                found[file.pk] = known
                taken.add(known.pk)
                break
    return found


def _without_item(files: Sequence[MediaFile]) -> list[MediaFile]:
    placed = set(ItemFile.objects.filter(file__in=files).values_list("file_id", flat=True))
    return [file for file in files if file.pk not in placed]


def _is_same(scan: Scan, file: MediaFile, known: MediaFile) -> bool:
    if known.library.kind != scan.library.kind:
        return False
    was_renamed = known.inode is not None and known.inode == file.inode and known.mtime_ns == file.mtime_ns
    if was_renamed and known.root_id == file.root_id:
        return True
    if known.quick_hash is None:
        return was_renamed
    if file.quick_hash is None:
        file.quick_hash = hash_file(scan.roots[file.root_id].path_bytes, file.path_bytes)
    return file.quick_hash is not None and bytes(file.quick_hash) == bytes(known.quick_hash)


def _has_left(known: MediaFile) -> bool:
    """Whether the old place is empty, and not merely away with its drive."""
    if known.root.away_since is not None:
        return False
    top = known.root.path_bytes
    try:
        os.lstat(os.path.join(top, known.path_bytes))
    except (FileNotFoundError, NotADirectoryError):
        return os.path.isdir(top)
    except OSError:
        return False
    return False


def move_rows(scan: Scan, moves: dict[int, MediaFile], files: Sequence[MediaFile]) -> list[MediaFile]:
    """Give each known row the place of its new one, which disappears. Returns the known rows, still to be resolved."""
    by_pk = {file.pk: file for file in files}
    moved = []
    MediaFile.objects.filter(pk__in=list(moves)).delete()
    for new_pk, known in moves.items():
        new = by_pk[new_pk]
        if known.library_id != new.library_id:
            _take_item_along(known, scan.library)
        known.library_id, known.root_id, known.folder_id = new.library_id, new.root_id, new.folder_id
        known.path, known.path_hash, known.inode = new.path, new.path_hash, new.inode
        known.mtime_ns, known.missing_since, known.resolved_at = new.mtime_ns, None, None
        known.save(update_fields=[
            "library", "root", "folder", "path", "path_hash", "inode", "mtime_ns", "missing_since", "resolved_at",
        ])  # fmt: skip
        moved.append(known)
    _forget_sidecars(moved)
    scan.note_change(moved=len(moved))
    scan.counts["added"] = max(0, scan.counts["added"] - len(moved))
    return moved


def _take_item_along(file: MediaFile, library: Library) -> None:
    """A file moved to another library takes its item along if it was the item's only one, else leaves it.

    The item is put under its new containers when the file is resolved.
    """
    from library.access import class_for

    for link in ItemFile.objects.filter(file=file).select_related("version__item"):
        item = link.version.item
        others = ItemFile.objects.filter(version__item=item).exclude(file=file).exists()
        taken = MediaItem.objects.filter(library=library, kind=item.kind, identity_key=item.identity_key).exists()
        if others or taken or item.kind == ItemKind.EXTRA:
            link.delete()
        else:
            MediaItem.objects.filter(pk=item.pk).update(
                library=library, access_class=class_for(library), parent=None, root=None
            )


def _forget_sidecars(files: Sequence[MediaFile]) -> None:
    """Subtitles that stayed behind no longer belong; those that moved along were found beside the new row."""
    from library.models import SubtitleFile

    for file in files:
        folder = file.path.rpartition("/")[0]
        for subtitle in SubtitleFile.objects.filter(file=file, source=SubtitleFile.Source.SIDECAR):
            if subtitle.path.rpartition("/")[0] != folder:
                subtitle.delete()
