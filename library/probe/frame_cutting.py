"""Choose and cut a good frame of a video inside a media process.

A good frame has light, contrast, fine detail and colour, and lies in the first half, where nothing is given away.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import av
import av.error
import numpy
from numpy.typing import NDArray
from PIL import Image

from library.probe import mp4_boxes, tone_mapping
from library.probe.covers import MAX_COVER_BYTES, mime_type
from library.probe.video_files import DECODERS, MP4, open_video, sniff
from mediaserver.lib.sandbox.wire import Rejected

CANDIDATES = (0.12, 0.2, 0.28, 0.36, 0.44, 0.5)
FIRST_FRAMES = 12  # looked at where the file can't be sought
SAMPLE_WIDTH = 192
GOOD_ENOUGH = 0.62
MAX_PACKETS = 2000
ALLOWED_DECODERS = frozenset(DECODERS.split(","))
MAX_WIDTH = 3840
BT601_HEIGHT = 576  # up to here unlabelled video is taken for standard definition
WEBP_QUALITY, JPEG_QUALITY = 82, 86
QUARTER_TURNS = {
    90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90,
}  # fmt: skip
PQ, HLG = 16, 18
Points = NDArray[numpy.float32]


def cut_frame(descriptor: int, width_limit: int = 1920, image_format: str = "webp") -> dict[str, Any]:
    """Return the best of a few frames as an encoded picture, upright, with square points, no wider than asked."""
    family, _head = sniff(descriptor)
    with open_video(descriptor, family) as container:
        stream = _moving_picture(container)
        best, best_score, best_at_ms = None, -1.0, 0
        for frame in _candidates(container, stream):
            found = score(_sample(frame))
            if found > best_score:
                best, best_score = frame, found
                best_at_ms = int((frame.time or 0) * 1000)
            if found >= GOOD_ENOUGH:
                break
        if best is None:
            raise Rejected("no_frame")
        turn = _rotation(descriptor, family, stream, best)
        image = _upright(best, stream, turn, min(max(width_limit, 16), MAX_WIDTH))
    return {"at_ms": best_at_ms, "score": best_score, **_encode(image, image_format)}


def cut_cover(descriptor: int) -> dict[str, Any]:
    """Return the embedded cover as it is stored. Raises Rejected("no_cover")."""
    family, _head = sniff(descriptor)
    with open_video(descriptor, family) as container:
        for stream in container.streams.video:
            if stream.disposition & av.stream.Disposition.attached_pic:
                for packet in itertools.islice(container.demux(stream), 4):
                    data = bytes(packet)
                    if 0 < len(data) <= MAX_COVER_BYTES:
                        return {"data": data, "mime_type": mime_type(data)}
        for stream in container.streams.attachments:
            if (stream.mimetype or "").startswith("image/") and len(stream.data) <= MAX_COVER_BYTES:
                return {"data": bytes(stream.data), "mime_type": mime_type(bytes(stream.data))}
    raise Rejected("no_cover")


def rehearse() -> None:
    """Use every function of numpy and Pillow once."""
    mp4_boxes.rehearse()
    score(numpy.zeros((4, 4, 3), numpy.float32))
    for is_hlg in (False, True):
        tone_mapping.to_srgb(numpy.zeros((2, 2, 3), numpy.uint16), is_hlg=is_hlg)
    image = Image.fromarray(numpy.zeros((4, 4, 3), numpy.uint8)).resize((2, 2), Image.Resampling.LANCZOS)
    for image_format in ("webp", "jpeg"):
        _encode(image.transpose(QUARTER_TURNS[90]), image_format)


def score(sample: Points) -> float:
    """Return how good a small RGB picture (values 0-1) is, from 0 to 1.

    Example: black, white or one colour all over is near 0, a well-lit scene with detail above 0.6.
    """
    grey = sample @ numpy.array([0.2126, 0.7152, 0.0722], numpy.float32)
    brightness = float(grey.mean())
    contrast = float(grey.std())
    detail = float(numpy.abs(numpy.diff(grey, axis=0)).mean() + numpy.abs(numpy.diff(grey, axis=1)).mean())
    colour = float((sample.max(axis=2) - sample.min(axis=2)).mean())
    light = _ramp(brightness, 0.03, 0.22) * _ramp(1 - brightness, 0.03, 0.2)
    return light * (
        0.45 * _ramp(contrast, 0.02, 0.2) + 0.35 * _ramp(detail, 0.004, 0.05) + 0.2 * _ramp(colour, 0.02, 0.2)
    )


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _moving_picture(container: Any) -> Any:
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            if stream.codec_context is None or stream.codec_context.name not in ALLOWED_DECODERS:
                raise Rejected("rare_codec")  # libav's own whitelist guards the opening only, not what PyAV decodes
            stream.thread_count = 1
            stream.codec_context.skip_frame = "NONKEY"
            return stream
    raise Rejected("no_frame")


def _candidates(container: Any, stream: Any) -> Iterator[Any]:
    """Yield a keyframe near each of the chosen places; the first keyframes where seeking leads nowhere."""
    seen: set[int | None] = set()
    duration = container.duration or 0
    for share in CANDIDATES if duration > 0 else ():
        try:
            container.seek((container.start_time or 0) + int(duration * share))
            frame = next(_decoded(container, stream), None)
        except av.error.FFmpegError:
            continue
        if frame is not None and frame.pts not in seen:
            seen.add(frame.pts)
            yield frame
    if not seen:
        try:
            if duration > 0:
                container.seek(0)
        except av.error.FFmpegError:
            pass
        yield from itertools.islice(_decoded(container, stream), FIRST_FRAMES)


def _decoded(container: Any, stream: Any) -> Iterator[Any]:
    """Yield decoded keyframes from here on; damaged packets are passed over."""
    for packet in itertools.islice(container.demux(stream), MAX_PACKETS):
        try:
            yield from packet.decode()
        except av.error.MemoryError:
            raise MemoryError from None
        except av.error.FFmpegError:
            continue


def _sample(frame: Any) -> Points:
    height = max(2, round(SAMPLE_WIDTH * frame.height / max(1, frame.width)))
    small = frame.reformat(width=SAMPLE_WIDTH, height=min(height, SAMPLE_WIDTH * 2), format="rgb24", threads=1)
    points: Points = small.to_ndarray().astype(numpy.float32) / 255
    if frame.color_trc == PQ:
        points = points * 1.6  # the curve of HDR leaves ordinary scenes in the lower half
    return points.clip(0, 1)


def _rotation(descriptor: int, family: str, stream: Any, frame: Any) -> int:
    if family == MP4:
        track = mp4_boxes.read_tracks(descriptor).get(stream.id)
        if track is not None:
            return track.rotation_degrees
    turn = -frame.rotation % 360  # libav counts against the clock
    return turn if turn in QUARTER_TURNS else 0


def _upright(frame: Any, stream: Any, turn: int, width_limit: int) -> Image.Image:
    ratio = frame_ratio = stream.sample_aspect_ratio or 1
    if not 0.1 < frame_ratio < 10:
        ratio = 1
    width = max(2, round(frame.width * ratio))
    height = frame.height
    shown = height if turn in (90, 270) else width
    scale = min(1.0, width_limit / shown)
    size = max(2, round(width * scale)), max(2, round(height * scale))
    image = _converted(frame, size)
    return image.transpose(QUARTER_TURNS[turn]) if turn else image


def _converted(frame: Any, size: tuple[int, int]) -> Image.Image:
    """Scale to size and bring to sRGB; HDR is tone-mapped, interlaced frames lose every second line."""
    unlabelled = frame.colorspace in (0, 2)
    matrix = ("ITU601" if frame.height <= BT601_HEIGHT else "ITU709") if unlabelled else None
    is_hdr = frame.color_trc in (PQ, HLG)
    layout = "rgb48le" if is_hdr else "rgb24"
    if frame.interlaced_frame:
        points = frame.reformat(format=layout, src_colorspace=matrix, threads=1).to_ndarray()[::2]
        return Image.fromarray(numpy.ascontiguousarray(points)).resize(size, Image.Resampling.LANCZOS)
    points = frame.reformat(
        width=size[0], height=size[1], format=layout, src_colorspace=matrix, interpolation="LANCZOS", threads=1
    ).to_ndarray()
    if is_hdr:
        points = tone_mapping.to_srgb(points, is_hlg=frame.color_trc == HLG)
    return Image.fromarray(points)


def _encode(image: Image.Image, image_format: str) -> dict[str, Any]:
    out = io.BytesIO()
    if image_format == "jpeg":
        image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    else:
        image.save(out, "WEBP", quality=WEBP_QUALITY, method=3)
    mime = "image/jpeg" if image_format == "jpeg" else "image/webp"
    return {"data": out.getvalue(), "mime_type": mime, "width": image.width, "height": image.height}


OPERATIONS = {"cut_frame": cut_frame, "cut_cover": cut_cover}
