"""Times, sizes and numbers as people read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from mediaserver.lib import wording

MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.mark.parametrize(
    ("duration_ms", "words"),
    [
        (None, ""),
        (0, "0 s"),
        (40_400, "40 s"),
        (59_400, "59 s"),
        (60_000, "1 min"),
        (52 * MINUTE, "52 min"),
        (59 * MINUTE + 40_000, "1 h"),
        (2 * HOUR, "2 h"),
        (HOUR + 58 * MINUTE, "1 h 58"),
        (2 * HOUR + 3 * MINUTE, "2 h 03"),
        (-5_000, "0 s"),
    ],
)
def test_durations_are_short(duration_ms: int | None, words: str) -> None:
    assert wording.duration_short(duration_ms) == words


def test_what_is_left_says_so() -> None:
    assert wording.times_left(HOUR + 16 * MINUTE) == "1 h 16 left"
    assert wording.times_left(None) == ""


@pytest.mark.parametrize(
    ("duration_ms", "words"),
    [(None, ""), (0, "0:00"), (252_000, "4:12"), (HOUR + 2 * MINUTE + 3_999, "1:02:03"), (599_999, "9:59")],
)
def test_clock_counts_whole_seconds(duration_ms: int | None, words: str) -> None:
    assert wording.clock(duration_ms) == words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (None, ""),
        (0, "0 B"),
        (999, "999 B"),
        (92_000, "92 kB"),
        (999_600, "1.0 MB"),
        (61_400_000_000, "61.4 GB"),
        (412_000_000, "412 MB"),
        (18_200_000_000_000, "18.2 TB"),
        (99_960_000_000, "100.0 GB"),
    ],
)
def test_sizes_are_decimal(size_bytes: int | None, words: str) -> None:
    assert wording.size(size_bytes).replace(wording.NO_BREAK_SPACE, " ") == words


@pytest.mark.parametrize(
    ("bitrate_bps", "words"),
    [(None, ""), (320_000, "320 kb/s"), (8_240_000, "8.2 Mb/s"), (69_000_000, "69 Mb/s")],
)
def test_bitrates(bitrate_bps: int | None, words: str) -> None:
    assert wording.bitrate(bitrate_bps).replace(wording.NO_BREAK_SPACE, " ") == words


def test_thousands_have_narrow_spaces() -> None:
    assert wording.thousands(2_014) == "2\u202f014"
    assert wording.thousands(1_234_567) == "1\u202f234\u202f567"
    assert wording.thousands(-2_014) == "-2\u202f014"
    assert wording.thousands("5 of 8") == "5 of 8"
    assert wording.thousands(None) == ""


def test_german_writes_commas() -> None:
    with translation.override("de"):
        assert wording.size(61_400_000_000).replace(wording.NO_BREAK_SPACE, " ") == "61,4 GB"
        assert wording.bitrate(8_200_000).replace(wording.NO_BREAK_SPACE, " ") == "8,2 Mb/s"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "just now"), (90, "1\u00a0minute ago"), (7_300, "2\u00a0hours ago"), (90_000, "1\u00a0day ago")],
)
def test_time_that_has_passed_is_told_in_its_largest_unit(seconds: int, words: str) -> None:
    assert wording.ago(timezone.now() - timedelta(seconds=seconds)) == words
    assert wording.ago(None) == ""
