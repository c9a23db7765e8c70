"""When an item counts as seen, and when going on is offered."""

import pytest

from library.watch_state.thresholds import counts_as_watched, left_ms, progress_percent, resume_is_offered

MINUTE = 60_000


@pytest.mark.parametrize(
    ("position_ms", "duration_ms", "watched", "resume"),
    [
        pytest.param(0, 100 * MINUTE, False, False, id="not begun"),
        pytest.param(30_000, 100 * MINUTE, False, False, id="first moments of a film"),
        pytest.param(60_000, 100 * MINUTE, False, False, id="exactly a minute"),
        pytest.param(60_001, 100 * MINUTE, False, True, id="more than a minute"),
        pytest.param(2_000, 60_000, False, True, id="3 % of a short clip"),
        pytest.param(1_200, 60_000, False, False, id="2 % of a short clip"),
        pytest.param(90 * MINUTE - 1, 100 * MINUTE, False, True, id="just before 90 %"),
        pytest.param(90 * MINUTE, 100 * MINUTE, True, False, id="90 %"),
        pytest.param(120 * MINUTE, 100 * MINUTE, True, False, id="behind the end"),
        pytest.param(5 * MINUTE, None, False, True, id="length unknown"),
        pytest.param(5 * MINUTE, 0, False, True, id="length nought"),
    ],
)
def test_what_a_position_means(position_ms, duration_ms, watched, resume):
    assert counts_as_watched(position_ms, duration_ms) is watched
    assert resume_is_offered(position_ms, duration_ms) is resume


def test_progress_shows_at_least_one_per_cent_once_begun():
    assert progress_percent(1, 100 * MINUTE) == 1
    assert progress_percent(0, 100 * MINUTE) is None
    assert progress_percent(5, None) is None
    assert progress_percent(200, 100) == 100
    assert left_ms(30, 100) == 70
    assert left_ms(130, 100) == 0
