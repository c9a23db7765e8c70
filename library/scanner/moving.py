"""A new file may be a known one in a new place: then the row moves, and everything that hangs on it stays.

Recognised by size and quick hash, or by inode, size and time where the drive kept them (a rename). The old place must
be empty: where it is not, the new file is a copy.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from library.models import ItemFile, ItemKind, Library, MediaFile, MediaItem
from library.scanner.quick_hash import hash_file

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan


def find_moved(scan: Scan, files: Sequence[MediaFile]) -> dict[int, MediaFile]:
    """Return, by the new row's key, the known row that each new file is. Reads the disk; writes nothing."""
    strangers = _of_known_sizes(_without_item(files))
    if not strangers:
        return {}
    for file in strangers:
        file.quick_hash = file.quick_hash or hash_file(scan.roots[file.root_id].path_bytes, file.path_bytes)
    known = _Known(scan, strangers)
    found: dict[int, MediaFile] = {}
    for file in strangers:
        before = known.take(file)
        if before is not None:
            found[file.pk] = before
    return found


def _without_item(files: Sequence[MediaFile]) -> list[MediaFile]:
    placed = set(ItemFile.objects.filter(file__in=files).values_list("file_id", flat=True))
    return [file for file in files if file.pk not in placed]


def _placed_files() -> QuerySet[MediaFile]:
    return MediaFile.objects.filter(Exists(ItemFile.objects.filter(file=OuterRef("pk"))))


def _of_known_sizes(files: Sequence[MediaFile]) -> list[MediaFile]:
    """Files as large as one that is known already: only they can be something that moved."""
    sizes = {file.size_bytes for file in files}
    known = set(_placed_files().filter(size_bytes__in=sizes).values_list("size_bytes", flat=True).distinct())
    return [file for file in files if file.size_bytes in known]


class _Known:
    """Known files that some new ones may be, by what they are recognised by; each is taken once."""

    def __init__(self, scan: Scan, files: Sequence[MediaFile]) -> None:
        self._by_hash: dict[tuple[int, bytes], list[MediaFile]] = defaultdict(list)
        self._by_inode: dict[tuple[int, int, int, int], list[MediaFile]] = defaultdict(list)
        self._taken: set[int] = set()
        same = Q(quick_hash__in=[file.quick_hash for file in files if file.quick_hash])
        same |= Q(inode__in=[file.inode for file in files if file.inode is not None])
        rows = _placed_files().filter(same, size_bytes__in={file.size_bytes for file in files})
        for row in rows.filter(library__kind=scan.library.kind).select_related("root", "library").order_by("id"):
            if row.quick_hash is not None:
                self._by_hash[row.size_bytes, bytes(row.quick_hash)].append(row)
            if row.inode is not None:
                self._by_inode[row.root_id, row.inode, row.size_bytes, row.mtime_ns].append(row)

    def take(self, file: MediaFile) -> MediaFile | None:
        """The known file that this one is; a rename within a root goes before equal content."""
        candidates: list[MediaFile] = []
        if file.inode is not None:
            candidates += self._by_inode[file.root_id, file.inode, file.size_bytes, file.mtime_ns]
        if file.quick_hash is not None:
            candidates += self._by_hash[file.size_bytes, bytes(file.quick_hash)]
        for known in candidates:
            if known.pk not in self._taken and _has_left(known):
                self._taken.add(known.pk)
                return known
        return None


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
