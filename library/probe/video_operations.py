"""Probing a video inside a media process. Imports nothing of Django; see `library.probe` for the callers' side.

MP4 and Matroska say nearly everything in their headers: they are opened with decoders switched off, which is several
times quicker and gives hostile bytes no decoder to break. Only what stays unknown is asked of a short list of decoders.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import av
import av.error
import numpy

from library.probe import mp4_boxes, parameter_sets
from library.probe.mp4_boxes import TrackFacts
from library.probe.video_files import AVI_AND_OTHERS, MATROSKA, MP4, NO_DECODERS, open_video, sniff
from mediaserver.lib.sandbox.wire import Rejected

MICROSECONDS_PER_MS = 1000
MAX_KEYFRAMES = 400_000
CUES_SEEK_ID = b"\x53\xab\x84\x1c\x53\xbb\x6b"  # SeekID of Cues. Source: RFC 9559 §5.1.1
DOLBY_VISION_HEADER_BYTES = 64 * 1024
KINDS = {"video", "audio", "subtitle", "attachment", "data"}
PLAIN_AUDIO = {"aac", "ac3", "mp3", "mp2", "opus", "flac", "vorbis", "alac", "pcm_s16le", "pcm_s24le", "pcm_s16be"}
PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 11: "smpte431",
             12: "smpte432"}  # fmt: skip
TRANSFERS = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "linear", 13: "iec61966-2-1",
             14: "bt2020-10", 15: "bt2020-12", 16: "smpte2084", 18: "arib-std-b67"}  # fmt: skip
MATRICES = {0: "gbr", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc",
            10: "bt2020c", 14: "ictcp"}  # fmt: skip
UNSPECIFIED, FULL_RANGE = 2, 2
PROGRESSIVE, INTERLACED = 1, range(2, 6)
FLAGS = {
    "is_default": av.stream.Disposition.default, "is_forced": av.stream.Disposition.forced,
    "is_hearing_impaired": av.stream.Disposition.hearing_impaired,
    "is_visual_impaired": av.stream.Disposition.visual_impaired, "is_commentary": av.stream.Disposition.comment,
    "is_original": av.stream.Disposition.original, "is_attached_picture": av.stream.Disposition.attached_pic,
}  # fmt: skip
Answer = dict[str, Any]


def probe(descriptor: int) -> Answer:
    """Return the facts of a video file as a plain mapping with the names of `VideoFacts`."""
    family, head = sniff(descriptor)
    av.logging.set_level(None)
    tracks = mp4_boxes.read_tracks(descriptor) if family == MP4 else {}
    if family != AVI_AND_OTHERS:
        answer = _probe(descriptor, family, head, tracks, decoders=NO_DECODERS)
        if answer is not None:
            return answer
    answer = _probe(descriptor, family, head, tracks, decoders=None)
    if answer is None:
        raise Rejected("no_streams")
    return answer


def _probe(
    descriptor: int, family: str, head: bytes, tracks: Mapping[int, TrackFacts], *, decoders: str | None
) -> Answer | None:
    """Probe once; None where decoders are off and something asked for stayed unknown, or where there is nothing."""
    with open_video(descriptor, family, decoders=decoders) as container:
        streams = [_stream(stream, tracks.get(stream.id)) for stream in container.streams]
        if decoders == NO_DECODERS and not _is_complete(streams):
            return None
        if not any(stream["kind"] in ("video", "audio") for stream in streams):
            return None
        if family == MATROSKA:
            _add_dolby_vision(descriptor, streams)
        answer: Answer = {
            "container": _container_name(container, head),
            "duration_ms": _duration_ms(container),
            "bitrate_bps": container.bit_rate or None,
            "start_ms": None if container.start_time is None else container.start_time // MICROSECONDS_PER_MS,
            "title": container.metadata.get("title", ""),
            "tags": dict(container.metadata),
            "streams": streams,
            "chapters": [_chapter(chapter) for chapter in container.chapters()],
            "cover_stream_index": next((s["index"] for s in streams if s.get("is_attached_picture")), None),
            "was_decoded": decoders != NO_DECODERS,
        }
        answer.update(_keyframes(container, family, tracks, has_cues=CUES_SEEK_ID in head))
        return answer


def _is_complete(streams: list[Answer]) -> bool:
    for stream in streams:
        if stream["kind"] == "video" and not stream.get("is_attached_picture"):
            known = stream["pixel_format"] and stream["width"] and stream["frame_rate"]
            if not known or stream.pop("may_be_interlaced", False):
                return False
        if stream["kind"] == "audio" and (
            stream["codec"] not in PLAIN_AUDIO or not stream["sample_rate_hz"] or not stream["channel_count"]
        ):
            return False
    return True


def _stream(stream: Any, track: TrackFacts | None) -> Answer:
    context = stream.codec_context
    metadata = stream.metadata
    kind = stream.type if stream.type in KINDS else "data"
    answer: Answer = {
        "index": stream.index,
        "kind": kind,
        "codec": _codec_name(context),
        "codec_tag": _tag(context),
        "language": _language(metadata.get("language", "")),
        "title": metadata.get("title", "") or _handler(metadata.get("handler_name", "")),
        "duration_ms": _ms(stream.duration, stream.time_base),
        "bitrate_bps": (context.bit_rate if context is not None else None) or _bps(metadata),
    }
    disposition = int(stream.disposition)
    for name, bit in FLAGS.items():
        if disposition & int(bit):
            answer[name] = True
    if kind == "video" and context is not None:
        answer.update(_picture(stream, context, track))
    elif kind == "audio" and context is not None:
        answer.update(_sound(context))
    elif kind == "attachment":
        answer["title"] = metadata.get("filename", "")
    return answer


def _picture(stream: Any, context: Any, track: TrackFacts | None) -> Answer:
    header = parameter_sets.picture_format(context.name, bytes(context.extradata or b""))
    pixel_format = context.pix_fmt or (header.pixel_format if header else "")
    if not pixel_format and context.name in ("vp8", "vp9") and context.profile in (None, "Profile 0"):
        pixel_format = "yuv420p"
    primaries = _known(context.color_primaries, header.primaries if header else UNSPECIFIED)
    transfer = _known(context.color_trc, header.transfer if header else UNSPECIFIED)
    matrix = _known(context.colorspace, header.matrix if header else UNSPECIFIED)
    rate = stream.average_rate or context.framerate
    depth, chroma = _depth_and_chroma(pixel_format)
    answer: Answer = {
        "profile": context.profile or (header.profile if header else None) or "",
        "level": context.level if context.level >= 0 else header.level if header else None,
        "width": context.width,
        "height": context.height,
        "sar": _sar(context, header),
        "frame_rate": [rate.numerator, rate.denominator] if rate else None,
        "pixel_format": pixel_format,
        "bit_depth": depth,
        "chroma": chroma,
        "is_full_range": context.color_range == FULL_RANGE or bool(header and header.is_full_range),
        "color_primaries": PRIMARIES.get(primaries, ""),
        "color_transfer": TRANSFERS.get(transfer, ""),
        "color_matrix": MATRICES.get(matrix, ""),
        "hdr": {16: "hdr10", 18: "hlg"}.get(transfer, ""),
        "is_interlaced": context.field_order in INTERLACED,
    }
    if not context.pix_fmt and header is not None and header.may_be_interlaced:
        answer["may_be_interlaced"] = True
    if track is not None:
        answer["rotation_degrees"] = track.rotation_degrees
        if track.dolby_vision is not None:
            answer.update(_dolby_vision(track.dolby_vision))
    return answer


def _sound(context: Any) -> Answer:
    profile, count, layout = context.profile, context.layout.nb_channels, context.layout.name
    if profile is None and context.name == "aac":
        found = parameter_sets.aac_format(bytes(context.extradata or b"")[:16])
        if found is not None:
            profile, count, layout = found
    elif layout.endswith("channels"):
        layout = {1: "mono", 2: "stereo"}.get(count, "")
    return {
        "profile": profile or "",
        "channel_count": count,
        "channel_layout": layout,
        "sample_rate_hz": context.sample_rate,
    }


def _keyframes(container: Any, family: str, tracks: Mapping[int, TrackFacts], *, has_cues: bool) -> Answer:
    """Return what the file's own index says about keyframes; nothing where it has none."""
    attached = int(FLAGS["is_attached_picture"])
    video = next((stream for stream in container.streams.video if not int(stream.disposition) & attached), None)
    if video is None:
        return {}
    track = tracks.get(video.id)
    if track is not None:
        times = track.keyframe_ms
        packed = b"" if times is None else times[:MAX_KEYFRAMES].astype("<i8").tobytes()
        return {"keyframe_ms": packed, "keyframes_are_exact": True, "every_frame_is_key": track.every_frame_is_key}
    if family == MATROSKA:
        if not has_cues:
            return {}
        try:
            container.seek(0)  # Cues are read at the first seek, not before
        except av.error.FFmpegError:
            return {}
    found, positions = _walk_index(video.index_entries)
    factor = (video.time_base or Fraction(1, 1000)) * 1000
    in_ms = (numpy.array(found, numpy.int64) * factor.numerator // factor.denominator).clip(0)
    if len(in_ms) == 0 or _is_partial(int(in_ms[-1]), _duration_ms(container)):
        return {}
    return {
        "keyframe_ms": in_ms.astype("<i8").tobytes(),
        "keyframe_positions": numpy.array(positions, "<i8").tobytes(),
        "keyframes_are_exact": family == MATROSKA,
    }


def _walk_index(entries: Any) -> tuple[list[int], list[int]]:
    """Hop from keyframe to keyframe: the cost follows their number, not that of all frames."""
    times: list[int] = []
    positions: list[int] = []
    after = -(2**62)
    while len(times) < MAX_KEYFRAMES:
        at = entries.search_timestamp(after, backward=False)
        if at < 0:
            break
        entry = entries[at]
        times.append(entry.timestamp)
        positions.append(entry.pos)
        after = entry.timestamp + 1
    return times, positions


def _is_partial(last_ms: int, duration_ms: int | None) -> bool:
    """Whether these are only the frames met while opening: a broken index, or one cut off with the file's end."""
    return duration_ms is None or duration_ms - last_ms > max(60_000, duration_ms // 2)


def _chapter(chapter: Any) -> Answer:
    base = chapter["time_base"]
    return {
        "start_ms": _ms(chapter["start"], base),
        "end_ms": _ms(chapter["end"], base),
        "title": chapter["metadata"].get("title", ""),
    }


def _add_dolby_vision(descriptor: int, streams: list[Answer]) -> None:
    """Find the configuration that Matroska keeps in a BlockAdditionMapping of the track."""
    for stream in streams:
        if stream["kind"] == "video" and stream["codec"] in ("hevc", "av1", "h264") and stream.get("bit_depth") == 10:
            header = os.pread(descriptor, DOLBY_VISION_HEADER_BYTES, 0)
            for name in (b"dvcC", b"dvvC"):
                at = header.find(b"\x41\xe7\x84" + name)  # BlockAddIDType
                data = header.find(b"\x41\xed", at, at + 64) if at >= 0 else -1  # BlockAddIDExtraData
                found = mp4_boxes.read_dolby_vision(header[data + 3 : data + 27]) if data >= 0 else None
                if found is not None:
                    stream.update(_dolby_vision(found))
                    return


def _dolby_vision(found: tuple[int, int]) -> Answer:
    return {"hdr": "dolby_vision", "dolby_vision_profile": found[0], "dolby_vision_compatibility": found[1]}


def _container_name(container: Any, head: bytes) -> str:
    name: str = container.format.name
    if name.startswith("mov"):
        return "mov" if container.metadata.get("major_brand", "").startswith("qt") else "mp4"
    if name.startswith("matroska"):
        return "webm" if b"webm" in head[:64] else "matroska"
    return name.partition(",")[0]


def _duration_ms(container: Any) -> int | None:
    if container.duration is None or container.duration <= 0:
        return None
    return int(container.duration) // MICROSECONDS_PER_MS


def _ms(value: int | None, base: Fraction | None) -> int | None:
    if value is None or base is None:
        return None
    return value * 1000 * base.numerator // base.denominator


def _codec_name(context: Any) -> str:
    if context is None:
        return ""
    name: str = context.codec.canonical_name if context.codec is not None else context.name
    return name


def _tag(context: Any) -> str:
    tag = (context.codec_tag if context is not None else "") or ""
    return tag if tag.isascii() and tag.isprintable() else ""


def _handler(name: str) -> str:
    """The handler's name is a title only where a person wrote it."""
    return "" if name.endswith("Handler") or "GPAC" in name or "Mainconcept" in name or name.startswith("\0") else name


def _language(code: str) -> str:
    return "" if code in ("und", "unk", "zxx", "mis") else code.lower()[:35]


def _bps(metadata: Mapping[str, str]) -> int | None:
    text = metadata.get("BPS", "") or metadata.get("BPS-eng", "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _known(first: int, second: int) -> int:
    return first if first != UNSPECIFIED else second


def _sar(context: Any, header: parameter_sets.PictureFormat | None) -> list[int]:
    ratio = context.sample_aspect_ratio
    if ratio:
        return [ratio.numerator, ratio.denominator]
    return list(header.sar) if header else [1, 1]


@functools.lru_cache(maxsize=64)
def _depth_and_chroma(pixel_format: str) -> tuple[int | None, str]:
    if not pixel_format:
        return None, ""
    try:
        described = av.VideoFormat(pixel_format)
    except ValueError:
        return None, ""
    depth = max((component.bits for component in described.components), default=0) or None
    if described.is_rgb:
        return depth, "rgb"
    chroma = next((mark for mark in ("420", "422", "444", "411", "410", "440") if mark in pixel_format), "")
    if pixel_format.startswith(("nv12", "nv21", "p010", "p016")):
        chroma = "420"
    if not chroma:
        return depth, "4:0:0" if pixel_format.startswith("gray") else ""
    return depth, ":".join(chroma)


def rehearse() -> None:
    """Walk once through what numpy imports at first use, before the door is locked."""
    mp4_boxes.rehearse()
    numpy.array([1], numpy.int64).clip(0).astype("<i8").tobytes()


OPERATIONS = {"probe": probe}
