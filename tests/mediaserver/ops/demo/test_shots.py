from __future__ import annotations

from itertools import pairwise

import pytest

from mediaserver.ops.demo.shots import MOST_SHOTS, RHYTHM, _start, cut, shot_frames, view_of

SHOTS = [(name, 0.5, 0.5) for name in ("e1", "e2", "e3", "e4")]


@pytest.mark.parametrize("x", [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("zoom", [1.02, 1.42])
def test_view_stays_on_the_canvas(x: float, zoom: float) -> None:
    view = view_of(x, 1 - x, zoom)
    assert view.x >= 0
    assert view.y >= 0
    assert view.x + 1 / zoom <= 1 + 1e-9


@pytest.mark.parametrize("travel", [-200, 0, 200])
@pytest.mark.parametrize("middle", [-50, 120, 400])
def test_pan_stays_on_the_canvas(middle: float, travel: int) -> None:
    start = _start(middle, travel, 250)
    assert 0 <= start <= 250
    assert 0 <= start + travel <= 250


@pytest.mark.parametrize("count", [1, 2, 7, 16])
def test_shots_fill_the_film_to_the_frame(count: int) -> None:
    assert sum(shot_frames(count, 1441)) == 1441


def test_shots_differ_in_length() -> None:
    assert shot_frames(3, 300) == [100, 87, 113]
    assert len(set(RHYTHM)) == len(RHYTHM)


@pytest.mark.parametrize(
    ("length_s", "count"),
    [
        pytest.param(2.5, 1, id="too short to cut"),
        pytest.param(30, 4, id="all"),
        pytest.param(372, MOST_SHOTS, id="long"),
    ],
)
def test_film_is_cut_by_its_length(length_s: float, count: int) -> None:
    assert len(cut(SHOTS, length_s)) == count


def test_long_film_does_not_show_the_same_drawing_twice_in_a_row() -> None:
    names = [name for name, _, _ in cut(SHOTS, 372)]
    assert all(one != other for one, other in pairwise(names))
