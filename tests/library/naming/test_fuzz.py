"""Whatever a name is, reading it ends soon and never raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.naming import claim_for, fold_title, guess_kind, read_subtitle_name, sort_title

KINDS = ["movies", "series", "music", "photos"]
PIECES = st.sampled_from(
    ["S01E01", "-E02", "1x02", " - ", ".", "_", "(2020)", "[x]", "{edition-", "}", "cd1", "Season 1", "/", "2020-01-05", "1080p",
     "part", "12", "e", "x", "Ä", "日本", "␛ff", "\n", "%d", "-trailer", "Trailers/", "the ", "{tmdb-1}", ".mkv", ".en.srt"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
@settings(max_examples=400, deadline=1000)
def test_no_name_raises(path: str) -> None:
    for kind in KINDS:
        claim_for(path, kind)
    guess_kind([path])
    fold_title(path)
    assert isinstance(sort_title(path), str)
    read_subtitle_name(path, path[:5])


BAD = ["a" * 50_000, "1" * 50_000, " -" * 20_000, "S01E01" * 8_000, "-E01" * 10_000, "x" + "-1x01" * 9_000, "(" * 50_000,
       "{edition-" * 5_000, "2020 " * 10_000, "_." * 20_000, "[tmdb-" * 8_000, "-trailer" * 6_000, "cd1 " * 10_000,
       "/" * 50_000, "a/" * 20_000, "Season " * 7_000 + "/S01E01"]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=[text[:12] for text in BAD])
def test_long_names_are_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    for kind in KINDS:
        claim_for(text + ".mkv", kind)
    assert time.process_time() - start < 1.0
