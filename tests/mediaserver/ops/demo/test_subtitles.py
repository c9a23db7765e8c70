from __future__ import annotations

from mediaserver.ops.demo.pgs import Cue
from mediaserver.ops.demo.subtitles import as_srt, cues

LINES = [{"eng": "One", "ger": "Eins"}, {"eng": "Two"}]


def test_lines_stand_between_title_and_credits() -> None:
    shown = cues(LINES, "eng", 60)
    assert [cue.text for cue in shown] == ["One", "Two"]
    assert shown[0].start_ms >= 6_000
    assert shown[0].end_ms < shown[1].start_ms
    assert shown[1].end_ms <= 54_000


def test_language_without_a_line_has_one_less() -> None:
    assert [cue.text for cue in cues(LINES, "ger", 60)] == ["Eins"]
    assert cues(LINES, "fin", 60) == []


def test_srt_counts_hours_and_milliseconds() -> None:
    assert as_srt([Cue(3_723_004, 3_724_050, "Late\nlight")]) == "1\n01:02:03,004 --> 01:02:04,050\nLate\nlight\n"
