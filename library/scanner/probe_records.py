"""What probing found becomes rows: the file's own columns, streams, chapters, the keyframe index, or a skipped row."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from library.models import Chapter, MediaFile, MediaStream, SkippedFile
from library.naming import content_type_of, language_code
from library.probe import AudioFacts, PhotoFacts, StreamFacts, VideoFacts, keyframe_index, write_index
from library.scanner.keyframe_places import keyframe_path
from library.scanner.probing import ProbedFile
from library.scanner.probing_version import PROBE_VERSION
from library.scanner.row_writing import insert_rows, update_rows
from library.scanner.skipped_records import clear_skipped, write_skipped
from mediaserver.lib.sandbox.errors import SENTENCES

if TYPE_CHECKING:
    from library.scanner.scan_state import Scan

log = logging.getLogger(__name__)

_REASONS: Mapping[str, str] = {
    "missing": SkippedFile.Reason.UNREADABLE, "not_allowed": SkippedFile.Reason.UNREADABLE,
    "disk_error": SkippedFile.Reason.UNREADABLE, "not_regular": SkippedFile.Reason.NOT_MEDIA,
    "empty": SkippedFile.Reason.EMPTY, "rare_codec": SkippedFile.Reason.NOT_MEDIA,
    "no_streams": SkippedFile.Reason.NOT_MEDIA, "too_large_picture": SkippedFile.Reason.TOO_LARGE,
    "too_large_answer": SkippedFile.Reason.TOO_LARGE, "memory": SkippedFile.Reason.TOO_LARGE,
    "crashed": SkippedFile.Reason.CRASHED, "timeout": SkippedFile.Reason.TOO_SLOW,
}  # fmt: skip
_TRY_AGAIN = frozenset({"missing", "not_allowed", "disk_error", "unavailable"})
"""What may mend itself without the file's time changing: such files are tried in every scan."""

NO_PICTURE = gettext_noop("There is only sound in this file, so it was not taken for a film or an episode.")
_CONTENT_TYPES: Mapping[str, str] = {"webm": "video/webm", "matroska": "video/x-matroska"}
FILE_FIELDS = (
    "kind", "quick_hash", "probed_at", "probe_version", "resolved_at", "container", "content_type", "duration_ms",
    "bitrate_bps", "has_keyframe_index", "tags",
)  # fmt: skip


def store_keyframes(outcomes: Sequence[ProbedFile]) -> set[int]:
    """Write the keyframe indexes of one batch beside the database; returns the keys of the files that have one now."""
    return {
        outcome.file.pk
        for outcome in outcomes
        if isinstance(outcome.facts, VideoFacts) and _store_keyframes(outcome.file, outcome.facts)
    }


def store_probes(scan: Scan, outcomes: Sequence[ProbedFile], indexed: Collection[int]) -> None:
    """Write the outcomes of one batch; `indexed` are the files with a keyframe index. Called inside a transaction."""
    skipped = [row for outcome in outcomes if (row := _skipped(outcome)) is not None]
    good = [outcome for outcome in outcomes if _trouble(outcome) is None]
    now = timezone.now()
    update_rows(MediaFile, FILE_FIELDS, [_file_values(outcome, now, indexed) for outcome in good])
    _mark_hopeless(outcomes, now)
    ids = [outcome.file.pk for outcome in good]
    MediaStream.objects.filter(file_id__in=ids).delete()
    Chapter.objects.filter(file_id__in=ids).delete()
    insert_rows(MediaStream, [row for outcome in good for row in _streams(outcome)])
    insert_rows(Chapter, [row for outcome in good for row in _chapters(outcome)])
    clear_skipped(outcome.file for outcome in good)
    write_skipped(skipped)
    scan.counts["skipped"] += len(skipped)
    if outcomes:
        scan.cursor["changed"] = True


def _trouble(outcome: ProbedFile) -> tuple[str, str] | None:
    """Why the file is of no use: (reason, detail as a sentence to be translated), None where it is fine."""
    if outcome.error is not None:
        reason = outcome.error.reason
        return _REASONS.get(reason, SkippedFile.Reason.BROKEN), SENTENCES.get(reason, "")
    if isinstance(outcome.facts, VideoFacts) and outcome.facts.video is None:
        return SkippedFile.Reason.NOT_MEDIA, NO_PICTURE
    return None


def _skipped(outcome: ProbedFile) -> SkippedFile | None:
    trouble = _trouble(outcome)
    file = outcome.file
    if trouble is None or (outcome.error is not None and outcome.error.reason == "missing"):
        return None
    return SkippedFile(
        library_id=file.library_id,
        root_id=file.root_id,
        path=file.path,
        path_hash=file.path_hash,
        reason=trouble[0],
        detail=trouble[1],
        size_bytes=file.size_bytes,
        mtime_ns=file.mtime_ns,
        last_seen_at=timezone.now(),
    )


def _mark_hopeless(outcomes: Sequence[ProbedFile], now: Any) -> None:
    """A damaged file is not read again before it changes."""
    ids = [
        outcome.file.pk
        for outcome in outcomes
        if _trouble(outcome) and not (outcome.error is not None and outcome.error.reason in _TRY_AGAIN)
    ]
    MediaFile.objects.filter(pk__in=ids).update(probed_at=now, probe_version=PROBE_VERSION, resolved_at=now)


def _file_values(outcome: ProbedFile, now: Any, indexed: Collection[int]) -> tuple[Any, ...]:
    facts, file = outcome.facts, outcome.file
    duration_ms = getattr(facts, "duration_ms", None)
    bitrate_bps = getattr(facts, "bitrate_bps", None)
    container = facts.container if facts else ""
    content_type = _CONTENT_TYPES.get(container) or content_type_of(file.file_name)
    return (
        file.kind, outcome.quick_hash, now, PROBE_VERSION, None, container[:40], content_type, duration_ms, bitrate_bps,
        file.pk in indexed, _tags(facts), file.pk,
    )  # fmt: skip


def _store_keyframes(file: MediaFile, facts: VideoFacts) -> bool:
    """Write the index beside the database; True where there is one. A full disk costs the index, not the scan."""
    index = keyframe_index(facts)
    if index is None:
        return False
    try:
        write_index(keyframe_path(file), index)
    except OSError as error:
        log.warning("A keyframe index could not be kept file=%s reason=%s", file.pid, error.strerror)
        return False
    return True


def _tags(facts: VideoFacts | AudioFacts | PhotoFacts | None) -> dict[str, Any]:
    """What resolving needs later, as plain JSON without what is unknown."""
    if facts is None:
        return {}
    if isinstance(facts, VideoFacts):
        return {"title": facts.title} if facts.title else {}
    values = dataclasses.asdict(facts)
    for name in ("lyrics", "comment"):  # long, and shown by nothing that reads these
        values.pop(name, None)
    return {name: value for name, value in values.items() if value not in (None, "", [], (), {}, False)}


def _streams(outcome: ProbedFile) -> list[MediaStream]:
    facts, file = outcome.facts, outcome.file
    if isinstance(facts, VideoFacts):
        return [_stream(file, stream) for stream in _once_each(facts.streams)]
    if isinstance(facts, AudioFacts):
        return [
            MediaStream(
                file=file, index=0, kind=MediaStream.Kind.AUDIO, codec=facts.codec[:40], bitrate_bps=facts.bitrate_bps,
                channel_count=_small(facts.channel_count), sample_rate_hz=facts.sample_rate_hz,
                bit_depth=_small(facts.bit_depth), is_default=True,
            )
        ]  # fmt: skip
    if isinstance(facts, PhotoFacts):
        return [
            MediaStream(
                file=file, index=0, kind=MediaStream.Kind.VIDEO, codec=facts.container[:40], width=_positive(facts.width),
                height=_positive(facts.height), is_default=True,
            )
        ]  # fmt: skip
    return []


def _once_each(streams: Sequence[StreamFacts]) -> list[StreamFacts]:
    """Streams with indexes that fit a row, each index once: the answer of a media process is not to be trusted."""
    return list({stream.index: stream for stream in streams if 0 <= stream.index < 32_768}.values())


def _stream(file: MediaFile, stream: StreamFacts) -> MediaStream:
    kinds = set(MediaStream.Kind.values)
    return MediaStream(
        file=file,
        index=stream.index,
        kind=stream.kind if stream.kind in kinds else MediaStream.Kind.DATA,
        codec=stream.codec[:40],
        profile=stream.profile[:60],
        level=_within(stream.level, 2**31 - 1),
        bitrate_bps=stream.bitrate_bps,
        width=_positive(stream.width),
        height=_positive(stream.height),
        sample_aspect_ratio=_ratio(stream.sar, ":")[:20],
        frame_rate=_ratio(stream.frame_rate, "/")[:20],
        bit_depth=_small(stream.bit_depth),
        pixel_format=stream.pixel_format[:30],
        colour_primaries=stream.color_primaries[:30],
        colour_transfer=stream.color_transfer[:30],
        colour_space=stream.color_matrix[:30],
        hdr=stream.hdr[:20],
        is_interlaced=stream.is_interlaced,
        rotation=stream.rotation_degrees,
        channel_count=_small(stream.channel_count),
        channel_layout=stream.channel_layout[:60],
        sample_rate_hz=_positive(stream.sample_rate_hz),
        language=(language_code(stream.language) or stream.language)[:20],
        title=stream.title[:300],
        is_default=stream.is_default,
        is_forced=stream.is_forced,
        is_hearing_impaired=stream.is_hearing_impaired,
        is_cover=stream.is_attached_picture,
    )


def _chapters(outcome: ProbedFile) -> list[Chapter]:
    if not isinstance(outcome.facts, VideoFacts):
        return []
    return [
        Chapter(
            file=outcome.file, position=position, start_ms=max(0, chapter.start_ms or 0), end_ms=chapter.end_ms,
            title=chapter.title[:300],
        )
        for position, chapter in enumerate(outcome.facts.chapters)
    ]  # fmt: skip


def _ratio(value: tuple[int, int] | None, sign: str) -> str:
    return f"{value[0]}{sign}{value[1]}" if value else ""


def _within(value: int | None, limit: int) -> int | None:
    return value if value is not None and -limit <= value <= limit else None


def _positive(value: int | None) -> int | None:
    return value if value is not None and 0 <= value < 2**31 else None


def _small(value: int | None) -> int | None:
    return value if value is not None and 0 <= value < 32_768 else None
