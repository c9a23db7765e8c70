import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.bytes.ranges import ByteRange, Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "size", "expected"),
    [
        ("bytes=0-0", 10, ByteRange(0, 1)),
        ("bytes=0-", 10, ByteRange(0, 10)),
        ("bytes=9-", 10, ByteRange(9, 1)),
        ("bytes=3-6", 10, ByteRange(3, 4)),
        ("bytes=3-600", 10, ByteRange(3, 7)),
        ("bytes=-4", 10, ByteRange(6, 4)),
        ("bytes=-400", 10, ByteRange(0, 10)),
        (" Bytes = 1 - 2 ", 10, ByteRange(1, 2)),
        ("bytes=6-3", 10, None),
        ("bytes=1-2,4-5", 10, None),
        ("bytes=-", 10, None),
        ("bytes=x-3", 10, None),
        ("bytes=+1-3", 10, None),
        ("bytes=١-٣", 10, None),
        ("bytes=1-3x", 10, None),
        ("bytes=" + "9" * 19 + "-", 10, None),
        ("items=1-3", 10, None),
        ("", 10, None),
        ("bytes=0-", 0, None),
        ("bytes=-5", 0, None),
    ],
)
def test_range_header_is_read(header: str, size: int, expected: ByteRange | None) -> None:
    assert parse_range(header, size) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=999999999999999999-", "bytes=-0"])
def test_range_behind_the_end_is_unsatisfiable(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, 10)


@given(st.integers(0, 10**13), st.integers(0, 10**13) | st.none(), st.integers(1, 10**13))
def test_range_never_leaves_the_file(first: int, last: int | None, size: int) -> None:
    try:
        found = parse_range(f"bytes={first}-{'' if last is None else last}", size)
    except Unsatisfiable:
        assert first >= size
        return
    if found is None:
        assert last is not None
        assert last < first
    else:
        assert found.offset == first
        assert 0 < found.count <= size - found.offset
        assert last is None or found.offset + found.count - 1 == min(last, size - 1)


@given(st.text(max_size=60), st.integers(0, 1000))
def test_any_header_is_read_without_failing(header: str, size: int) -> None:
    try:
        found = parse_range(header, size)
    except Unsatisfiable:
        return
    assert found is None or found.offset + found.count <= size


def test_content_range_names_first_and_last_byte() -> None:
    assert ByteRange(5, 10).content_range(100) == b"bytes 5-14/100"
