"""Finds the pictures of items: local images, embedded covers, frames, typographic covers, in this order."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from library.artwork import readers
from library.artwork.local_images import main_kind
from library.artwork.originals import keep_original
from library.artwork.places import FolderReader, candidates, files_of
from library.artwork.readers import Picture
from library.models import Artwork, ItemKind, MediaFile, MediaItem
from mediaserver.lib.errors import HearthError
from mediaserver.lib.paths import open_inside

log = logging.getLogger(__name__)

PER_KIND = 4
"""How many local pictures of one kind are kept."""

_ORDER = {
    kind: place
    for place, kind in enumerate((ItemKind.SERIES, ItemKind.SEASON, ItemKind.ARTIST, ItemKind.PHOTO_ALBUM), 1)
}
_FRAME_KINDS = {
    ItemKind.MOVIE: (Artwork.Kind.POSTER, Artwork.Kind.BACKDROP),
    ItemKind.EPISODE: (Artwork.Kind.STILL,),
    ItemKind.HOME_VIDEO: (Artwork.Kind.THUMB,),
    ItemKind.MUSIC_VIDEO: (Artwork.Kind.THUMB,),
    ItemKind.EXTRA: (Artwork.Kind.THUMB,),
}
_WITHOUT_PICTURE = {ItemKind.TRACK}


@dataclass(frozen=True)
class Find:
    """A picture wanted for an item. `open` reads it; it is called only where the row is not there yet."""

    kind: str
    source: str
    origin: str
    rank: int
    read: Callable[[], Picture]
    file: MediaFile | None = None


def gather_artwork(item_ids: Sequence[int]) -> None:
    """Give each item its pictures. Safe to run again: what is known and unchanged is not read again.

    A picture that can't be read is passed over for the next in the chain and named in the log.
    """
    items = MediaItem.objects.filter(pk__in=item_ids).exclude(kind__in=_WITHOUT_PICTURE)
    reader = FolderReader()
    for item in sorted(items, key=lambda item: (_ORDER.get(ItemKind(item.kind), 0), item.pk)):
        _gather(item, reader)


def _gather(item: MediaItem, reader: FolderReader) -> None:
    present = list(Artwork.objects.filter(item=item))
    known = {(row.kind, row.origin): row for row in present}
    kept: dict[str, list[Artwork]] = defaultdict(list)
    fresh: list[Artwork] = []
    for find in _chain(item, reader, kept):
        row = known.get((find.kind, find.origin))
        if row is None:
            row = _read(item, find)
            if row is None:
                continue
            fresh.append(row)
        row.rank = find.rank
        kept[find.kind].append(row)
    in_use = {row.pk for rows in kept.values() for row in rows}
    with transaction.atomic():
        replaced = [row.pk for row in present if kept[row.kind] and not row.is_chosen and row.pk not in in_use]
        Artwork.objects.filter(pk__in=replaced).delete()
        Artwork.objects.bulk_update([row for row in present if row.pk in in_use], ["rank"])
        Artwork.objects.bulk_create(fresh)


def _chain(item: MediaItem, reader: FolderReader, kept: dict[str, list[Artwork]]) -> Iterable[Find]:
    """Yield wanted pictures, best source first; a later source is asked only where the main picture is still lacking."""
    files = files_of(item)
    main = main_kind(item.kind)
    if item.kind == ItemKind.PHOTO:
        yield from (_photo(file) for file in files[:1])
        return
    yield from _local(item, files, reader)
    if not kept[main]:
        yield from _embedded(item, files, main)
    if item.kind in _FRAME_KINDS:
        yield from (find for find in _frames(item, files) if not kept[find.kind])
    if item.kind == ItemKind.PHOTO_ALBUM and not kept[main]:
        yield from (_photo(file, main) for file in files[:1])
    if not kept[main]:
        yield from _borrowed(item, main)
    if not kept[main]:
        yield _typographic(item, main)


def _local(item: MediaItem, files: Sequence[MediaFile], reader: FolderReader) -> Iterable[Find]:
    counts: dict[str, int] = defaultdict(int)
    seen = set()
    for candidate in sorted(candidates(item, files, reader), key=lambda found: found.rank):
        root = reader.roots[candidate.root_id]
        if candidate.path in seen or counts[candidate.kind] >= PER_KIND:
            continue
        seen.add(candidate.path)
        try:
            facts = os.stat(os.path.join(root, candidate.path))  # noqa: PTH116  (bytes)
        except OSError:
            continue
        counts[candidate.kind] += 1
        yield Find(
            kind=candidate.kind,
            source=Artwork.Source.LOCAL,
            origin=candidate.origin(facts),
            rank=counts[candidate.kind] - 1,
            read=_reader_of_image(root, candidate.path),
        )


def _reader_of_image(root: bytes, path: bytes) -> Callable[[], Picture]:
    def read() -> Picture:
        return _with_descriptor(root, path, readers.read_image)

    return read


def _with_descriptor(root: bytes, path: bytes, read: Callable[[int], Picture]) -> Picture:
    descriptor = open_inside(root, path)
    try:
        return read(descriptor)
    finally:
        os.close(descriptor)


def _file_origin(source: str, file: MediaFile) -> str:
    return f"{source}:{file.pid}:{file.size_bytes}:{file.mtime_ns}"


def _of_file(source: str, kind: str, file: MediaFile, read: Callable[[int], Picture]) -> Find:
    return Find(
        kind=kind,
        source=source,
        origin=_file_origin(source, file),
        rank=10,
        read=lambda: _with_descriptor(file.root.path_bytes, file.path_bytes, read),
        file=file if source == Artwork.Source.PHOTO else None,
    )


def _photo(file: MediaFile, kind: str = Artwork.Kind.PHOTO) -> Find:
    return _of_file(Artwork.Source.PHOTO, kind, file, readers.inspect_photo)


def _embedded(item: MediaItem, files: Sequence[MediaFile], main: str) -> Iterable[Find]:
    """The cover inside the first file that may hold one. Artists have none of their own."""
    if item.kind not in {ItemKind.ALBUM, ItemKind.MOVIE, ItemKind.HOME_VIDEO, ItemKind.MUSIC_VIDEO}:
        return
    for file in files[:1]:
        if file.kind == MediaFile.Kind.AUDIO:
            yield _of_file(Artwork.Source.EMBEDDED, main, file, readers.read_audio_cover)
        elif file.kind == MediaFile.Kind.VIDEO and file.streams.filter(is_cover=True).exists():
            yield _of_file(Artwork.Source.EMBEDDED, main, file, readers.read_video_cover)


def _frames(item: MediaItem, files: Sequence[MediaFile]) -> Iterable[Find]:
    """One frame, used for each kind of picture that is still lacking; it is cut once."""
    for file in files[:1]:
        if file.kind != MediaFile.Kind.VIDEO:
            continue
        cut: list[Picture] = []

        def read(descriptor: int, cut: list[Picture] = cut) -> Picture:
            if not cut:
                cut.append(readers.read_frame(descriptor))
            return cut[0]

        for kind in _FRAME_KINDS[ItemKind(item.kind)]:
            yield _of_file(Artwork.Source.FRAME, kind, file, read)


def _borrowed(item: MediaItem, main: str) -> Iterable[Find]:
    """A season shows its series, an artist an album: the same picture in a row of its own."""
    lender = None
    rows = Artwork.objects.exclude(source=Artwork.Source.TYPOGRAPHIC)
    if item.kind == ItemKind.SEASON and item.parent_id:
        lender = rows.filter(item_id=item.parent_id, kind=Artwork.Kind.POSTER).first()
    elif item.kind == ItemKind.ARTIST:
        lender = rows.filter(item__parent=item, kind=Artwork.Kind.COVER).order_by("item_id", "rank").first()
    if lender is None:
        return
    picture = Picture(
        content=None, content_hash=lender.content_hash, content_type=lender.content_type,
        width=lender.width, height=lender.height, tint=lender.tint,
    )  # fmt: skip
    yield Find(main, lender.source, f"borrowed:{lender.content_hash}", 20, lambda: picture, file=lender.file)


def _typographic(item: MediaItem, main: str) -> Find:
    subtitle = str(item.year or "")
    if item.kind == ItemKind.ALBUM and item.parent:
        subtitle = item.parent.title
    return Find(
        kind=main,
        source=Artwork.Source.TYPOGRAPHIC,
        origin=f"typographic:{item.title}:{subtitle}"[:1000],
        rank=90,
        read=lambda: readers.drawn_cover(item.title, subtitle, item.kind),
    )


def _read(item: MediaItem, find: Find) -> Artwork | None:
    """Read the picture and keep its original; None where it can't be read."""
    try:
        picture = find.read()
    except HearthError as error:
        log.info("A picture was passed over item=%s source=%s reason=%s", item.pid, find.source, error.message)
        return None
    digest = picture.content_hash or keep_original(picture.content or b"", picture.content_type)
    return Artwork(
        item=item,
        kind=find.kind,
        source=find.source,
        origin=find.origin,
        file=find.file,
        content_hash=digest,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        ratio=picture.ratio,
        tint=picture.tint,
    )
