"""Turns drawings into moving pictures: slow camera moves, cross-fades, a title, credits and things that drift by.

All of it is one FFmpeg filter graph. The camera looks at a canvas twice as wide as the picture, because `zoompan` moves in
whole pixels of its input: on a canvas of the picture's own size slow moves would tremble.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from mediaserver.ops.demo.artwork import art_path
from mediaserver.ops.demo.catalogue import Shot

LONGEST_SHOT_S = 13.0
CROSS_FADE_S = 1.2
CLOSE = 1.42  # how near the camera comes
CANVAS = 2
TITLE_PART = (0.015, 0.1)
CREDITS_PART = 0.9
LONGEST_CREDITS_S = 10.0
DRIFT_PX_PER_S = {"dust": -14, "pollen": -20, "snow": 46, "bubbles": -38}


@dataclass(frozen=True)
class Picture:
    """What the moving picture consists of; the cards and the sheet of particles are files, None where there is none."""

    shots: Sequence[Shot]
    length_s: float
    fps: int
    size: tuple[int, int]
    title: Path | None
    closing: Path | None
    drift: tuple[str, Path] | None
    last_filter: str


@dataclass(frozen=True)
class View:
    """The part of the canvas the camera sees: upper left corner in parts of the canvas, and magnification."""

    x: float
    y: float
    zoom: float


def view_of(x: float, y: float, zoom: float) -> View:
    """Return the view with (x, y) as near its middle as the canvas allows."""
    room = 1 - 1 / zoom
    return View(min(max(x - 0.5 / zoom, 0), room), min(max(y - 0.5 / zoom, 0), room), zoom)


def camera_move(index: int, x: float, y: float) -> tuple[View, View]:
    """Return where the camera starts and ends: in turn it draws near, passes by, draws back and rises."""
    moves = (
        (view_of(0.5, 0.5, 1.02), view_of(x, y, CLOSE)),
        (view_of(x - 0.16, y, 1.34), view_of(x + 0.16, y, 1.34)),
        (view_of(x, y, CLOSE), view_of(0.5, 0.5, 1.02)),
        (view_of(x, y + 0.14, 1.3), view_of(x, y - 0.1, 1.22)),
    )
    return moves[index % len(moves)]


def cut(shots: Sequence[Shot], length_s: float) -> list[Shot]:
    """Return the shots as they follow one another, repeated in other orders where the film is long."""
    count = max(1, min(ceil(length_s / LONGEST_SHOT_S), ceil(length_s / (2 * CROSS_FADE_S))))
    count = max(count, min(len(shots), int(length_s // (3 * CROSS_FADE_S))))
    stride = next((step for step in (1, 3, 5, 7) if len(shots) % step), 1)
    return [shots[(index * (1 if index < len(shots) else stride)) % len(shots)] for index in range(count)]


def _camera(number: int, shot: Shot, frames: int, picture: Picture) -> str:
    """The filters from input `number` to the labelled shot."""
    width, height = picture.size
    canvas = (CANVAS * width, CANVAS * height)
    _, x, y = shot
    start, end = camera_move(number, x, y)
    ease = f"(on/{frames})*(on/{frames})*(3-2*on/{frames})"
    eased = f"(0.45*on/{frames}+0.55*{ease})"
    return (
        f"[{number}:v]format=rgb24,scale={canvas[0]}:{canvas[1]}:force_original_aspect_ratio=increase:flags=bicubic,"
        f"crop={canvas[0]}:{canvas[1]}:(iw-ow)*{x}:'min(max({y}*ih-oh/2,0),ih-oh)',"
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p,"
        f"zoompan=z='{start.zoom:.4f}+{end.zoom - start.zoom:.4f}*{eased}'"
        f":x='iw*({start.x:.5f}+{end.x - start.x:.5f}*{eased})':y='ih*({start.y:.5f}+{end.y - start.y:.5f}*{eased})'"
        f":d={frames}:s={width}x{height}:fps={picture.fps},setsar=1,format=yuv420p[shot{number}]"
    )


def _joined(count: int, shot_s: float, fade_s: float) -> tuple[list[str], str]:
    """Cross-fades over `count` shots; the label of the result."""
    chain, label = [], "shot0"
    for number in range(1, count):
        offset_s = number * (shot_s - fade_s)
        chain.append(
            f"[{label}][shot{number}]xfade=transition=fade:duration={fade_s:.3f}:offset={offset_s:.3f}[join{number}]"
        )
        label = f"join{number}"
    return chain, label


def _card(number: int, label: str, start_s: float, end_s: float, fps: int) -> list[str]:
    """A still card, input `number`, laid over `label` from start to end with soft edges in time."""
    length_s = end_s - start_s
    soft_s = min(0.9, length_s / 3)
    return [
        f"[{number}:v]format=yuva420p,loop=-1:1,setpts=N/{fps}/TB,trim=duration={length_s:.3f},"
        f"fade=t=in:d={soft_s:.3f}:alpha=1,fade=t=out:st={length_s - soft_s:.3f}:d={soft_s:.3f}:alpha=1,"
        f"setpts=PTS+{start_s:.3f}/TB[card{number}]",
        f"[{label}][card{number}]overlay=eof_action=pass:format=yuv420[over{number}]",
    ]


def _drifting(number: int, label: str, speed_px_per_s: float, picture: Picture) -> list[str]:
    """The sheet of particles, input `number`, passing over `label` for ever."""
    height, fps = picture.size[1], picture.fps
    speed = speed_px_per_s * height / 720
    y = f"-{height}+mod(t*{speed:.2f},{height})" if speed > 0 else f"-mod(t*{-speed:.2f},{height})"
    return [
        f"[{number}:v]format=yuva420p,loop=-1:1,setpts=N/{fps}/TB[sheet]",
        f"[{label}][sheet]overlay=x=0:y='{y}':format=yuv420:shortest=1[drift]",
    ]


def picture_graph(picture: Picture) -> tuple[list[str], list[str]]:
    """Return the input arguments and the filter chains; the last chain ends in `[picture]`."""
    shots = cut(picture.shots, picture.length_s)
    fade_s = min(CROSS_FADE_S, picture.length_s / (3 * len(shots)))
    shot_s = (picture.length_s + (len(shots) - 1) * fade_s) / len(shots)
    frames = ceil(shot_s * picture.fps) + 1
    inputs = [str(art_path(art)) for art, _, _ in shots]
    chains = [_camera(number, shot, frames, picture) for number, shot in enumerate(shots)]
    joins, label = _joined(len(shots), shot_s, fade_s)
    chains += joins
    if picture.drift is not None:
        kind, sheet = picture.drift
        chains += _drifting(len(inputs), label, DRIFT_PX_PER_S[kind], picture)
        inputs.append(str(sheet))
        label = "drift"
    title_s, gone_s = (part * picture.length_s for part in TITLE_PART)
    credits_s = max(CREDITS_PART * picture.length_s, picture.length_s - LONGEST_CREDITS_S)
    for card, start_s, end_s in (
        (picture.title, title_s, min(gone_s, title_s + 6)),
        (picture.closing, credits_s, picture.length_s),
    ):
        if card is not None:
            chains += _card(len(inputs), label, start_s, end_s, picture.fps)
            label = f"over{len(inputs)}"
            inputs.append(str(card))
    chains.append(
        f"[{label}]fade=t=in:d=0.8,fade=t=out:st={max(0, picture.length_s - 1.2):.3f}:d=1.2,{picture.last_filter}[picture]"
    )
    return [argument for path in inputs for argument in ("-i", f"file:{path}")], chains
