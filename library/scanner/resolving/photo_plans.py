"""Photos and the videos among them; every folder with photos is an album."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from library.item_facts import PhotoFacts as ShownFacts
from library.item_facts import facts_to_json
from library.models import ItemKind, Library, MediaFile
from library.naming import PhotoClaim, read_photo_path, sort_title
from library.naming.suffixes import is_raw, suffix_of
from library.probe import PhotoFacts
from library.probe.facts import read_record
from library.scanner.resolving.placements import COMPANION_PART, Placement, Wanted
from mediaserver.lib.paths import display_path

LONGEST_LIVE_PART_MS = 4_000
Siblings = dict[tuple[int, str], list[MediaFile]]


def plan_photos(library: Library, files: Sequence[MediaFile]) -> dict[int, Placement]:
    """Place photos into the album of their folder; a RAW and a live part go to the picture of the same name."""
    siblings = _siblings(files)
    return {file.pk: _placement(library, file, siblings) for file in files}


def _siblings(files: Sequence[MediaFile]) -> Siblings:
    """Files of the same folder and stem, where a file may be the companion of another."""
    found: Siblings = defaultdict(list)
    folders = {file.folder_id for file in files if file.kind == MediaFile.Kind.VIDEO or is_raw(file.file_name)}
    for file in MediaFile.objects.filter(folder_id__in=folders, missing_since__isnull=True).order_by("id"):
        found[file.folder_id, _claim(file).stem].append(file)
    return found


def _claim(file: MediaFile) -> PhotoClaim:
    return read_photo_path(display_path(file.path))


def _main_of(file: MediaFile, siblings: Siblings) -> MediaFile:
    """The picture that a RAW or a short video belongs to; the file itself where it stands alone."""
    is_live = file.kind == MediaFile.Kind.VIDEO and 0 < (file.duration_ms or 0) <= LONGEST_LIVE_PART_MS
    if not is_live and not is_raw(file.file_name):
        return file
    for other in siblings.get((file.folder_id, _claim(file).stem), []):
        if other.pk != file.pk and other.kind == MediaFile.Kind.PICTURE and not is_raw(other.file_name):
            return other
    return file


def _placement(library: Library, file: MediaFile, siblings: Siblings) -> Placement:
    main, claim = _main_of(file, siblings), _claim(file)
    album = Wanted(
        ItemKind.PHOTO_ALBUM,
        (str(file.root_id), file.path.rpartition("/")[0]),
        {
            "title": (claim.album_title or library.name)[:500],
            "sort_title": sort_title(claim.album_title or library.name, library.language or "en"),
        },
    )
    role = MediaFile.Role.MAIN
    if main.pk != file.pk:
        role = MediaFile.Role.RAW if is_raw(file.file_name) else MediaFile.Role.LIVE
    return Placement(
        file=file,
        containers=(album,),
        leaves=(_leaf(main),),
        role=role,
        part_index=0 if role == MediaFile.Role.MAIN else COMPANION_PART,
    )


def _leaf(file: MediaFile) -> Wanted:
    claim, facts = _claim(file), read_record(PhotoFacts, file.tags)
    taken_at = _taken_at(file, facts, claim)
    is_video = file.kind == MediaFile.Kind.VIDEO
    columns = {
        "title": claim.title[:500],
        "sort_title": sort_title(claim.title),
        "taken_at": taken_at,
        "sort_at": taken_at,
        "year": taken_at.year,
    }
    if not is_video:
        columns |= {
            "latitude": _within(facts.latitude, 90),
            "longitude": _within(facts.longitude, 180),
            "overview": facts.caption,
            "facts": facts_to_json(_shown(facts)),
        }
    kind = ItemKind.HOME_VIDEO if is_video else ItemKind.PHOTO
    return Wanted(kind, (claim.stem, suffix_of(file.file_name)), columns)


def _shown(facts: PhotoFacts) -> ShownFacts:
    return ShownFacts(
        width=facts.width,
        height=facts.height,
        camera=facts.camera,
        lens=facts.lens,
        iso=facts.iso,
        exposure_s=facts.exposure_s,
        aperture=facts.aperture,
        focal_length_mm=facts.focal_length_mm,
        altitude_m=facts.altitude_m,
        caption=facts.caption,
        keywords=facts.keywords,
    )


def _taken_at(file: MediaFile, facts: PhotoFacts, claim: PhotoClaim) -> dt.datetime:
    """When it was taken: by the camera, else the day in the name, else the file's time.

    Cameras without a time zone mean the time of the place, which is kept as if it were the server's.
    """
    if facts.taken_at:
        try:
            taken = dt.datetime.fromisoformat(facts.taken_at)
            return taken if taken.tzinfo else timezone.make_aware(taken)
        except (ValueError, OverflowError):
            pass  # the camera's clock said nonsense; the name or the file knows better
    if claim.taken_on:
        return timezone.make_aware(dt.datetime(claim.taken_on.year, claim.taken_on.month, claim.taken_on.day, 12))
    return dt.datetime.fromtimestamp(min(max(file.mtime_ns, 0) / 1e9, 4e9), tz=dt.UTC)


def _within(value: float | None, limit: float) -> float | None:
    return value if value is not None and -limit <= value <= limit else None
