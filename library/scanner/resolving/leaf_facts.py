"""What follows for an item from the files of its versions: length, resolution, languages, availability, labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from library.models import (
    Availability,
    ItemFile,
    ItemLanguage,
    MediaFile,
    MediaItem,
    MediaStream,
    SubtitleFile,
    Version,
)
from library.models.items import ItemKind
from library.scanner.resolving.item_book import ItemBook
from library.scanner.row_writing import insert_rows, update_rows

KEYS_AT_ONCE = 900
ITEM_COLUMNS = ("duration_ms", "resolution_class", "hdr_class", "availability")
PICTURES = (ItemKind.PHOTO,)


@dataclass
class VersionFiles:
    """One version with its files in the order of their parts, and their streams."""

    version: Version
    files: list[MediaFile] = field(default_factory=list)
    streams: list[MediaStream] = field(default_factory=list)

    @property
    def video(self) -> MediaStream | None:
        """The first moving picture."""
        return next((s for s in self.streams if s.kind == MediaStream.Kind.VIDEO and not s.is_cover), None)

    @property
    def sound(self) -> MediaStream | None:
        """The first sound."""
        return next((s for s in self.streams if s.kind == MediaStream.Kind.AUDIO), None)

    @property
    def duration_ms(self) -> int | None:
        """The length of all parts together; None where one is unknown."""
        lengths = [file.duration_ms for file in self.files if file.role == MediaFile.Role.MAIN]
        known = [length for length in lengths if length is not None]
        return sum(known) if known and len(known) == len(lengths) else None


def store_leaf_facts(book: ItemBook, items: Mapping[int, MediaItem]) -> None:
    """Derive and store what differs, for a batch of leaves."""
    ids = sorted(items)
    for start in range(0, len(ids), KEYS_AT_ONCE):
        part = ids[start : start + KEYS_AT_ONCE]
        versions = _versions_of(part)
        _store_versions([entry for entries in versions.values() for entry in entries])
        _store_items(book, items, part, versions)
        _store_languages(book, part, versions)


def _versions_of(item_ids: Sequence[int]) -> dict[int, list[VersionFiles]]:
    """Versions by item, the best first."""
    entries: dict[int, VersionFiles] = {}
    links = ItemFile.objects.filter(version__item_id__in=item_ids).select_related("version__edition", "file__root")
    by_file: dict[int, list[VersionFiles]] = defaultdict(list)
    for link in links.order_by("part_index", "id"):
        entry = entries.setdefault(link.version_id, VersionFiles(link.version))
        entry.files.append(link.file)
        by_file[link.file_id].append(entry)
    files = sorted(by_file)
    for start in range(0, len(files), KEYS_AT_ONCE):
        for stream in MediaStream.objects.filter(file_id__in=files[start : start + KEYS_AT_ONCE]).order_by(
            "file_id", "index"
        ):
            for entry in by_file[stream.file_id]:
                entry.streams.append(stream)
    found: dict[int, list[VersionFiles]] = defaultdict(list)
    for entry in sorted(entries.values(), key=lambda e: (-quality_of(e), e.version.pk)):
        found[entry.version.item_id].append(entry)
    return found


def quality_of(entry: VersionFiles) -> int:
    """A number that orders versions of an item: lines of picture, then HDR; lossless sound, then bits."""
    video = entry.video
    if video is not None:
        lines = max(video.height or 0, (video.width or 0) * 9 // 16)
        return lines * 10 + (5 if video.hdr else 0)
    sound = entry.sound
    if sound is None:
        return 0
    lossless = sound.codec in {"flac", "alac", "wav", "ape", "wavpack"} or sound.codec.startswith("pcm")
    return (100_000 if lossless else 0) + min((sound.bitrate_bps or 0) // 1000, 99_999)


def resolution_class(width: int | None, height: int | None) -> str:
    """The class of a picture by its larger share: wide films have fewer lines than their class says."""
    wide, high = width or 0, height or 0
    for name, least_wide, least_high in (("2160p", 3_200, 1_800), ("1080p", 1_700, 1_000), ("720p", 1_200, 680)):
        if wide >= least_wide or high >= least_high:
            return name
    return "sd" if wide or high else ""


def _label(entry: VersionFiles) -> str:
    """What a version is called where its name says nothing: "4K HDR", "1080p", "FLAC"."""
    video = entry.video
    if video is None:
        return (entry.sound.codec.upper() if entry.sound else "")[:200]
    name = {"2160p": "4K", "sd": "SD"}.get(found := resolution_class(video.width, video.height), found)
    return f"{name} HDR" if video.hdr and name else name


def _store_versions(entries: Sequence[VersionFiles]) -> None:
    rows = []
    for entry in entries:
        version, quality = entry.version, quality_of(entry)
        label = version.label or _label(entry)
        if (version.quality, version.label) != (quality, label):
            version.quality, version.label = quality, label
            rows.append((quality, label, version.pk))
    update_rows(Version, ("quality", "label"), rows)


def _store_items(
    book: ItemBook, items: Mapping[int, MediaItem], part: Sequence[int], versions: Mapping[int, list[VersionFiles]]
) -> None:
    rows = []
    for pk in part:
        item, entries = items[pk], versions.get(pk, [])
        here = [entry for entry in entries if _is_here(entry)]
        best = next(iter(here or entries), None)
        video = best.video if best and item.kind not in PICTURES else None
        values = (
            best.duration_ms if best and item.kind not in PICTURES else None,
            resolution_class(video.width, video.height) if video else "",
            video.hdr[:16] if video else "",
            _availability(entries, bool(here)),
        )
        if values != tuple(getattr(item, name) for name in ITEM_COLUMNS):
            for name, value in zip(ITEM_COLUMNS, values, strict=True):
                setattr(item, name, value)
            rows.append((*values, pk))
            book.changed.add(pk)
    update_rows(MediaItem, ITEM_COLUMNS, rows)


def _is_here(entry: VersionFiles) -> bool:
    return all(file.missing_since is None and file.root.away_since is None for file in entry.files)


def _availability(entries: Sequence[VersionFiles], is_here: bool) -> str:
    if is_here:
        return Availability.AVAILABLE
    files = [file for entry in entries for file in entry.files]
    if any(file.missing_since is None and file.root.away_since is not None for file in files):
        return Availability.AWAY
    return Availability.MISSING


def _store_languages(book: ItemBook, part: Sequence[int], versions: Mapping[int, list[VersionFiles]]) -> None:
    wanted: set[tuple[int, str, str]] = set()
    by_file: dict[int, set[int]] = defaultdict(set)
    for pk in part:
        for entry in versions.get(pk, []):
            for file in entry.files:
                by_file[file.pk].add(pk)
            for stream in entry.streams:
                if stream.kind in {MediaStream.Kind.AUDIO, MediaStream.Kind.SUBTITLE} and stream.language:
                    wanted.add((pk, stream.kind, stream.language))
    subtitles = SubtitleFile.objects.filter(file_id__in=list(by_file), missing_since__isnull=True)
    for file_id, language in subtitles.values_list("file_id", "language"):
        if language:
            wanted |= {(pk, ItemLanguage.Use.SUBTITLE, language) for pk in by_file[file_id]}
    present = {(row.item_id, row.use, row.language): row.pk for row in ItemLanguage.objects.filter(item_id__in=part)}
    ItemLanguage.objects.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    insert_rows(
        ItemLanguage,
        [ItemLanguage(item_id=pk, use=use, language=language) for pk, use, language in sorted(wanted - present.keys())],
    )
