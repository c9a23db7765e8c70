"""In which folders an item's own images may lie, and under which names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from os import DirEntry, scandir, stat_result
from os.path import basename, dirname, join, split, splitext  # pathlib knows no bytes

from library.artwork import local_images
from library.artwork.local_images import LocalImage
from library.models import ItemFile, ItemKind, MediaFile, MediaItem, RootFolder
from mediaserver.lib.paths import encode_path

_SEASON_FOLDER = re.compile(
    r"^(?:season|series|staffel|saison|temporada|stagione|seizoen|s)[ ._-]*\d+|^(?:specials?|extras)$", re.IGNORECASE
)
_DISC_FOLDER = re.compile(r"^(?:cd|disc|disk)[ ._-]*\d+$", re.IGNORECASE)
FILES_LOOKED_AT = 60


@dataclass(frozen=True)
class Candidate:
    """An image file that may be an item's: where it is, what for, and what tells whether it changed."""

    root_id: int
    path: bytes
    kind: str
    rank: int

    def origin(self, facts: stat_result) -> str:
        """Text that changes when the image does."""
        return f"local:{encode_path(self.path)}:{facts.st_size}:{facts.st_mtime_ns}"


@dataclass
class FolderReader:
    """Lists folders, each once for one piece of work."""

    roots: dict[int, bytes] = field(default_factory=dict)
    _names: dict[tuple[int, bytes], list[bytes]] = field(default_factory=dict)

    def images(self, root: RootFolder, folder: bytes) -> dict[str, bytes]:
        """Image files of a folder: name as text → name on disk. Empty where the folder can't be read."""
        self.roots[root.pk] = root.path_bytes
        key = (root.pk, folder)
        if key not in self._names:
            try:
                with scandir(join(root.path_bytes, folder)) as entries:
                    self._names[key] = [entry.name for entry in entries if _is_image(entry)]
            except OSError:
                self._names[key] = []
        return {name.decode("utf-8", "surrogateescape"): name for name in self._names[key]}


def _is_image(entry: DirEntry[bytes]) -> bool:
    name = entry.name.decode("utf-8", "surrogateescape")
    return local_images.is_image(name) and entry.is_file()


def files_of(item: MediaItem) -> list[MediaFile]:
    """Some of the files of an item and of what lies below it, in order."""
    lookup = {
        ItemKind.SERIES: "version__item__root",
        ItemKind.SEASON: "version__item__parent",
        ItemKind.ALBUM: "version__item__parent",
        ItemKind.ARTIST: "version__item__parent__parent",
        ItemKind.PHOTO_ALBUM: "version__item__parent",
    }.get(ItemKind(item.kind), "version__item")
    rows = ItemFile.objects.filter(**{lookup: item}, file__missing_since__isnull=True).select_related("file__root")
    ordered = rows.order_by("version__item__parent_number", "version__item__number", "version__item_id", "part_index")
    return [row.file for row in ordered[:FILES_LOOKED_AT]]


def candidates(item: MediaItem, files: Sequence[MediaFile], reader: FolderReader) -> list[Candidate]:
    """Local images that are meant for the item, best first."""
    found: list[Candidate] = []
    if item.kind in {ItemKind.SERIES, ItemKind.ARTIST}:
        folders = _top_folders(item, files)
    elif item.kind == ItemKind.SEASON:
        return _season_candidates(item, files, reader)
    elif item.kind in {ItemKind.ALBUM, ItemKind.PHOTO_ALBUM}:
        folders = _album_folders(files)
    else:
        return [candidate for file in files[:4] for candidate in _beside(item, file, reader)]
    for root, folder in folders:
        names = reader.images(root, folder)
        found += _as_candidates(root, folder, names, local_images.for_folder_item(list(names), item.kind))
    return found


def _as_candidates(
    root: RootFolder, folder: bytes, names: dict[str, bytes], images: list[LocalImage]
) -> list[Candidate]:
    return [Candidate(root.pk, join(folder, names[image.name]), image.kind, image.rank) for image in images]


def _beside(item: MediaItem, file: MediaFile, reader: FolderReader) -> list[Candidate]:
    """Images beside a media file; those named for the folder count only where the folder is the film's own."""
    folder, name = split(file.path_bytes)
    names = reader.images(file.root, folder)
    stem = splitext(name)[0].decode("utf-8", "surrogateescape")
    images = local_images.for_file_item(list(names), stem, item.kind)
    if item.kind == ItemKind.MOVIE and folder and _is_own_folder(item, file):
        images += local_images.for_folder_item(list(names), item.kind)
    return _as_candidates(file.root, folder, names, images)


def _is_own_folder(item: MediaItem, file: MediaFile) -> bool:
    """Whether no other item has files in the folder."""
    others = ItemFile.objects.filter(file__folder_id=file.folder_id).exclude(version__item=item)
    return not others.exclude(version__item__parent=item).exists()


def _season_candidates(item: MediaItem, files: Sequence[MediaFile], reader: FolderReader) -> list[Candidate]:
    found: list[Candidate] = []
    seen = set()
    for file in files:
        folder = dirname(file.path_bytes)
        if (file.root_id, folder) in seen:
            continue
        seen.add((file.root_id, folder))
        own = _is_season_folder(folder)
        series_folder = dirname(folder) if own else folder
        names = reader.images(file.root, series_folder)
        images = local_images.for_season(list(names), item.number or 0)
        found += _as_candidates(file.root, series_folder, names, images)
        if own:
            names = reader.images(file.root, folder)
            found += _as_candidates(file.root, folder, names, local_images.for_folder_item(list(names), item.kind))
    return found


def _album_folders(files: Sequence[MediaFile]) -> list[tuple[RootFolder, bytes]]:
    """The folders of the files, and the one above where they are disc folders."""
    found: dict[tuple[int, bytes], RootFolder] = {}
    for file in files:
        folder = dirname(file.path_bytes)
        if _DISC_FOLDER.match(_last(folder)):
            folder = dirname(folder)
        found.setdefault((file.root_id, folder), file.root)
    return [(root, folder) for (_root_id, folder), root in found.items()]


def _top_folders(item: MediaItem, files: Sequence[MediaFile]) -> list[tuple[RootFolder, bytes]]:
    """The folder that a series or an artist fills alone: above season folders, or above album folders."""
    found: dict[tuple[int, bytes], RootFolder] = {}
    for file in files:
        folder = dirname(file.path_bytes)
        if item.kind == ItemKind.ARTIST:
            if _DISC_FOLDER.match(_last(folder)):
                folder = dirname(folder)
            folder = dirname(folder)
        elif _is_season_folder(folder):
            folder = dirname(folder)
        if folder:
            found.setdefault((file.root_id, folder), file.root)
    return [(root, folder) for (_root_id, folder), root in found.items()]


def _last(folder: bytes) -> str:
    return basename(folder).decode("utf-8", "surrogateescape")


@lru_cache(maxsize=1024)
def _is_season_folder(folder: bytes) -> bool:
    return bool(_SEASON_FOLDER.match(_last(folder)))
