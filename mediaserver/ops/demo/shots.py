"""Turns drawings into moving pictures: slow camera moves, a title, credits and things that drift by.

All of it is one FFmpeg filter graph. A pan moves by exactly one pixel a frame, which is smooth and costs next to nothing. A
zoom looks at a canvas much wider than the picture, because `zoompan` moves in whole (with halved chroma: even) pixels
of its input: on a smaller canvas slow zooms tremble.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from mediaserver.ops.demo.artwork import art_path
from mediaserver.ops.demo.catalogue import Shot

LONGEST_SHOT_S = 13.0
SHORTEST_SHOT_S = 4.0
MOST_SHOTS = 16  # each holds its canvas in memory
RHYTHM = (1.0, 0.87, 1.13, 0.93, 1.19, 0.81)
DIP_FRAMES = 9  # from black and to black
CLOSE = 1.42  # how near the camera comes
ZOOM_CANVAS = 2.5
PAN_CANVAS = 1.3
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


@dataclass(frozen=True)
class Move:
    """How the camera moves: a pan by (dx, dy) pixels a frame, or a zoom between two magnifications."""

    dx: int = 0
    dy: int = 0
    zoom: tuple[float, float] | None = None


MOVES = (
    Move(dx=1),
    Move(zoom=(1.02, CLOSE)),
    Move(dy=-1),
    Move(dx=-1),
    Move(zoom=(CLOSE, 1.02)),
    Move(dy=1),
)


def cut(shots: Sequence[Shot], length_s: float) -> list[Shot]:
    """Return the shots as they follow one another, repeated in other orders where the film is long."""
    wished = max(ceil(length_s / LONGEST_SHOT_S), min(len(shots), int(length_s // SHORTEST_SHOT_S)), 1)
    count = min(wished, MOST_SHOTS)
    stride = next((step for step in (1, 3, 5, 7) if len(shots) % step), 1)
    return [shots[(index * (1 if index < len(shots) else stride)) % len(shots)] for index in range(count)]


def shot_frames(count: int, total: int) -> list[int]:
    """Share `total` frames among the shots, not evenly: a slideshow ticks, a film breathes.

    Example: 3 shots of 300 frames in all last 100, 87 and 113.
    """
    weights = [RHYTHM[number % len(RHYTHM)] for number in range(count)]
    ends = [round(total * sum(weights[: number + 1]) / sum(weights)) for number in range(count)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _camera(number: int, shot: Shot, frames: int, picture: Picture) -> str:
    """The filters from input `number` to the labelled shot."""
    move = MOVES[number % len(MOVES)]
    body = _zoomed(move.zoom, shot, frames, picture) if move.zoom else _panned(move, shot, frames, picture)
    soft = min(DIP_FRAMES, frames // 4)
    dips = f"fade=in:0:{soft},fade=out:{frames - soft}:{soft}"
    return f"[{number}:v]{body},setsar=1,format=yuv420p,{dips}[shot{number}]"


def _on_canvas(width: int, height: int, focus_y: float) -> str:
    """Scale the drawing so that it covers the canvas, and cut away what stands over."""
    return (
        f"scale={width}:{height}:force_original_aspect_ratio=increase:flags=bicubic:out_color_matrix=bt709:out_range=tv,"
        f"crop={width}:{height}:(iw-ow)/2:'min(max({focus_y}*ih-oh/2,0),ih-oh)'"
    )


def _panned(move: Move, shot: Shot, frames: int, picture: Picture) -> str:
    """A pan that has its focus in the middle half-way."""
    width, height = picture.size
    _, x, y = shot
    factor = max(PAN_CANVAS, 1 + abs(move.dx) * frames / width, 1 + abs(move.dy) * frames / height)
    canvas = (ceil(width * factor / 2) * 2, ceil(height * factor / 2) * 2)
    left = _start(x * canvas[0] - width / 2, move.dx * frames, canvas[0] - width)
    top = _start(y * canvas[1] - height / 2, move.dy * frames, canvas[1] - height)
    return (
        f"{_on_canvas(*canvas, y)},format=yuv444p,loop=-1:1,setpts=N/{picture.fps}/TB,"
        f"crop={width}:{height}:x='{left}+{move.dx}*n':y='{top}+{move.dy}*n':exact=1,"
        f"trim=end_frame={frames},fps={picture.fps}"
    )


def _start(middle: float, travel: int, room: int) -> int:
    """Return the first offset of a pan, so that all of it stays on the canvas."""
    lowest, highest = max(0, -travel), min(room, room - travel)
    return round(min(max(middle - travel / 2, lowest), highest))


def _zoomed(zoom: tuple[float, float], shot: Shot, frames: int, picture: Picture) -> str:
    """A zoom towards the focus, or back from it, slow at both ends."""
    width, height = picture.size
    _, x, y = shot
    start, end = (view_of(0.5 if near < CLOSE else x, 0.5 if near < CLOSE else y, near) for near in zoom)
    ease = f"(on/{frames})*(on/{frames})*(3-2*on/{frames})"
    eased = f"(0.45*on/{frames}+0.55*{ease})"
    return (
        f"{_on_canvas(round(ZOOM_CANVAS * width), round(ZOOM_CANVAS * height), y)},format=yuv420p,"
        f"zoompan=z='{start.zoom:.4f}+{end.zoom - start.zoom:.4f}*{eased}'"
        f":x='iw*({start.x:.5f}+{end.x - start.x:.5f}*{eased})':y='ih*({start.y:.5f}+{end.y - start.y:.5f}*{eased})'"
        f":d={frames}:s={width}x{height}:fps={picture.fps}"
    )


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
    inputs = [str(art_path(art)) for art, _, _ in shots]
    frames = shot_frames(len(shots), ceil(picture.length_s * picture.fps) + 1)
    chains = [_camera(number, shot, frames[number], picture) for number, shot in enumerate(shots)]
    label = "film"
    chains.append(f"{''.join(f'[shot{number}]' for number in range(len(shots)))}concat=n={len(shots)}[{label}]")
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
    chains.append(f"[{label}]{picture.last_filter}[picture]")
    return [argument for path in inputs for argument in ("-i", f"file:{path}")], chains
