"""The keyframe index on disk."""

from __future__ import annotations

import random
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.probe import KeyframeIndex, VideoFacts, keyframe_index, read_index, write_index
from library.probe.keyframes import BrokenKeyframeIndex


def index_of(times: list[int], positions: list[int] | None = None) -> KeyframeIndex:
    return KeyframeIndex(numpy.array(times, numpy.int64), numpy.array(positions or [], numpy.int64), True)


@given(st.sets(st.integers(0, 2**40), max_size=300), st.booleans())
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, times: set[int], placed: bool) -> None:
    path = tmp_path_factory.mktemp("index") / "file.keys"
    ordered = sorted(times)
    write_index(path, index_of(ordered, [time * 3 for time in ordered] if placed else None))
    found = read_index(path)
    assert found is not None
    assert list(found.times_ms) == ordered
    assert list(found.positions) == ([time * 3 for time in ordered] if placed else [])
    assert found.is_exact


def test_a_film_of_two_hours_is_small(tmp_path: Path) -> None:
    chance = random.Random(4)
    times = numpy.cumsum([chance.choice([960, 2000, 2002, 3003, 417]) for _ in range(4000)])
    positions = numpy.cumsum([chance.randrange(200_000, 3_000_000) for _ in range(4000)])
    write_index(tmp_path / "film.keys", KeyframeIndex(times, positions, True))
    assert (tmp_path / "film.keys").stat().st_size < 30_000


def test_absent_is_none_and_nothing_is_left_beside(tmp_path: Path) -> None:
    assert read_index(tmp_path / "none.keys") is None
    write_index(tmp_path / "deep" / "er" / "some.keys", index_of([0, 5]))
    assert [path.name for path in (tmp_path / "deep" / "er").iterdir()] == ["some.keys"]


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "some.keys"
    write_index(path, index_of(list(range(0, 50_000, 1001)), list(range(0, 500_000, 10_010))))
    whole = path.read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(whole)
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(data[: chance.randrange(len(data))]) if chance.random() < 0.3 else bytes(data))
        try:
            found = read_index(path)
        except BrokenKeyframeIndex:
            continue
        assert found is not None, "only a flag or a spare byte was hit"
        assert place in (5, 6, 7)


def test_a_body_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    import zlib

    from library.probe.keyframes import HEADER, MAGIC

    body = zlib.compress(bytes(200_000_000))
    (tmp_path / "bomb.keys").write_bytes(HEADER.pack(MAGIC, 1, 0, 10, len(body), zlib.crc32(body)) + body)
    with pytest.raises(BrokenKeyframeIndex):
        read_index(tmp_path / "bomb.keys")


def test_unordered_or_negative_times_of_a_probe_are_put_in_order() -> None:
    times = numpy.array([500, -3, 500, 100], "<i8").tobytes()
    found = keyframe_index(VideoFacts(keyframe_ms=times))
    assert found is not None
    assert list(found.times_ms) == [0, 100, 500]


def test_no_index_is_none_but_all_key_is_an_index() -> None:
    assert keyframe_index(VideoFacts()) is None
    found = keyframe_index(VideoFacts(every_frame_is_key=True))
    assert found is not None and found.every_frame_is_key
