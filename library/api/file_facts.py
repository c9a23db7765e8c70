"""Files as the API describes them."""

from __future__ import annotations

from django.db.models import QuerySet

from library.api.shapes import FileAnswer, SpanAnswer, StreamAnswer, SubtitleFileAnswer
from library.models import MediaFile, MediaStream, SubtitleFile
from mediaserver.lib.paths import display_path

INSIDES = ("streams", "chapters", "markers", "subtitle_files")


def with_insides(rows: QuerySet[MediaFile]) -> QuerySet[MediaFile]:
    """Fetch along what `file_answer` shows."""
    return rows.select_related("root").prefetch_related(*INSIDES)


def file_answer(file: MediaFile, *, with_path: bool) -> FileAnswer:
    """Describe a file; its absolute path only for those who manage libraries."""
    return {
        "id": file.pid,
        "name": file.file_name,
        "path": display_path(f"{file.root.path.rstrip('/')}/{file.path}") if with_path else None,
        "kind": file.kind,
        "role": file.role,
        "size_bytes": file.size_bytes,
        "container": file.container,
        "content_type": file.content_type,
        "duration_ms": file.duration_ms,
        "bitrate_bps": file.bitrate_bps,
        "has_keyframe_index": file.has_keyframe_index,
        "added_at": file.added_at,
        "probed_at": file.probed_at,
        "missing_since": file.missing_since,
        "streams": [_stream_answer(row) for row in file.streams.all()],
        "chapters": [_span(str(row), row.start_ms, row.end_ms) for row in file.chapters.all()],
        "markers": [_span(row.kind, row.start_ms, row.end_ms) for row in file.markers.all()],
        "subtitle_files": [_subtitle_answer(row) for row in file.subtitle_files.all() if row.missing_since is None],
    }


def _span(name: str, start_ms: int, end_ms: int | None) -> SpanAnswer:
    return {"name": name, "start_ms": start_ms, "end_ms": end_ms}


def _subtitle_answer(row: SubtitleFile) -> SubtitleFileAnswer:
    return {
        "id": row.pid,
        "format": row.format,
        "language": row.language,
        "title": row.title,
        "source": row.source,
        "is_forced": row.is_forced,
        "is_hearing_impaired": row.is_hearing_impaired,
    }


def _stream_answer(row: MediaStream) -> StreamAnswer:
    return {
        "index": row.index,
        "kind": row.kind,
        "codec": row.codec,
        "profile": row.profile,
        "level": row.level,
        "bitrate_bps": row.bitrate_bps,
        "width": row.width,
        "height": row.height,
        "sample_aspect_ratio": row.sample_aspect_ratio,
        "frame_rate": row.frame_rate,
        "bit_depth": row.bit_depth,
        "pixel_format": row.pixel_format,
        "colour_primaries": row.colour_primaries,
        "colour_transfer": row.colour_transfer,
        "colour_space": row.colour_space,
        "hdr": row.hdr,
        "is_interlaced": row.is_interlaced,
        "rotation": row.rotation,
        "channel_count": row.channel_count,
        "channel_layout": row.channel_layout,
        "sample_rate_hz": row.sample_rate_hz,
        "language": row.language,
        "title": row.title,
        "is_default": row.is_default,
        "is_forced": row.is_forced,
        "is_hearing_impaired": row.is_hearing_impaired,
        "is_cover": row.is_cover,
    }
