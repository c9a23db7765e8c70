"""Files beside media files: subtitles get rows, other sidecars make their neighbours be looked at again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from library.models import Folder, MediaFile, RootFolder, SubtitleFile
from library.naming import SubtitleName, read_subtitle_name
from library.naming.suffixes import stem_of
from library.scanner.folder_reading import FolderListing, SeenFile
from library.scanner.kept_paths import paths_in
from library.scanner.row_writing import parts_of, update_rows
from mediaserver.lib.paths import display_path, encode_path, path_hash

if TYPE_CHECKING:
    from library.scanner.walking import FolderRow

IDS_AT_ONCE = 1_000


def store_subtitles(root: RootFolder, read: Sequence[tuple[FolderRow, FolderListing]]) -> None:
    """Bring the rows of subtitles beside videos in line with the folders read."""
    folder_ids = [row.id for row, _listing in read]
    known: dict[int, dict[str, SubtitleFile]] = defaultdict(dict)
    for start in range(0, len(folder_ids), IDS_AT_ONCE):
        part = folder_ids[start : start + IDS_AT_ONCE]
        rows = SubtitleFile.objects.filter(file__folder_id__in=part, source=SubtitleFile.Source.SIDECAR)
        for subtitle in rows.select_related("file"):
            known[subtitle.file.folder_id][f"{subtitle.file_id}:{subtitle.path}"] = subtitle
    new: list[SubtitleFile] = []
    updates: list[tuple[Any, ...]] = []
    touched: set[int] = set()
    for row, listing in read:
        if listing.subtitles or known.get(row.id):
            _compare(row, listing, known.get(row.id, {}), (new, updates, touched))
    SubtitleFile.objects.bulk_create(new, batch_size=500)
    update_rows(SubtitleFile, ("size_bytes", "mtime_ns", "missing_since"), updates)
    MediaFile.objects.filter(id__in=list(touched)).update(resolved_at=None)


def _compare(
    row: FolderRow,
    listing: FolderListing,
    known: dict[str, SubtitleFile],
    found: tuple[list[SubtitleFile], list[tuple[Any, ...]], set[int]],
) -> None:
    new, updates, touched = found
    prefix = f"{row.path}/" if row.path else ""
    for seen, file, name in _matches(row, listing):
        path = prefix + encode_path(seen[0])
        present = known.pop(f"{file.pk}:{path}", None)
        if present is None:
            raw = row.raw + b"/" + seen[0] if row.raw else seen[0]
            new.append(_subtitle(file, path, raw, seen, name))
            touched.add(file.pk)
        elif (present.size_bytes, present.mtime_ns) != seen[2:4] or present.missing_since:
            updates.append((seen[2], seen[3], None, present.pk))
            touched.add(file.pk)
    for subtitle in known.values():
        if subtitle.missing_since is None:
            updates.append((subtitle.size_bytes, subtitle.mtime_ns, timezone.now(), subtitle.pk))
            touched.add(subtitle.file_id)


def _matches(row: FolderRow, listing: FolderListing) -> list[tuple[SeenFile, MediaFile, SubtitleName]]:
    """Subtitles of a folder, each with the video whose name it continues; the longest name wins."""
    if not listing.subtitles:
        return []
    videos = list(MediaFile.objects.filter(folder_id=row.id, kind=MediaFile.Kind.VIDEO).only("id", "path"))
    stems = sorted(((stem_of(video.file_name), video) for video in videos), key=lambda pair: -len(pair[0]))
    found = []
    for seen in listing.subtitles:
        text = display_path(encode_path(seen[0]))
        for stem, video in stems:
            name = read_subtitle_name(text, stem)
            if name is not None:
                found.append((seen, video, name))
                break
        else:
            if len(videos) == 1 and (name := read_subtitle_name(f"{stems[0][0]}.{text}", stems[0][0])):
                found.append((seen, videos[0], name))  # the only video of its folder needs no equal name
    return found


def _subtitle(file: MediaFile, path: str, raw: bytes, seen: SeenFile, name: SubtitleName) -> SubtitleFile:
    return SubtitleFile(
        file=file,
        path=path,
        path_hash=path_hash(raw),
        format=name.format[:10],
        language=name.language[:20],
        title=name.title,
        is_forced=name.is_forced,
        is_hearing_impaired=name.is_hearing_impaired,
        size_bytes=seen[2],
        mtime_ns=seen[3],
    )


def ask_again_for_sidecars(root: RootFolder, read: Sequence[tuple[FolderRow, FolderListing]]) -> None:
    """Have files resolved again beside which a picture or a file with facts is new or changed since the last reading."""
    for row, listing in read:
        if not row.seen_ns:
            continue  # everything in a folder seen for the first time is resolved anyway
        names = [encode_path(name) for name, changed_ns in listing.sidecars if changed_ns > row.seen_ns]
        if names:
            _ask_again(root, row, listing, names)


def _ask_again(root: RootFolder, row: FolderRow, listing: FolderListing, names: list[str]) -> None:
    """A sidecar that continues a file's name concerns that file, any other the whole folder and what is below it."""
    paths = {path: stem_of(path.rpartition("/")[2]) for path in paths_in(row.path, [seen[0] for seen in listing.files])}
    own = {stem for stem in paths.values() for name in names if name.startswith(stem)}
    if all(any(name.startswith(stem) for stem in own) for name in names):
        for part in parts_of([path for path, stem in paths.items() if stem in own]):
            MediaFile.objects.filter(folder_id=row.id, path__in=part).update(resolved_at=None)
        return
    level = [row.id]
    while level:
        MediaFile.objects.filter(folder_id__in=level, missing_since__isnull=True).update(resolved_at=None)
        # Pictures at the very top stand for the library; they must not stir up everything below.
        level = list(Folder.objects.filter(parent_id__in=level).values_list("id", flat=True)) if row.path else []
