"""Keyset pages: every row once, in order, whatever ties and nulls there are."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from library.models import MediaItem
from mediaserver.lib.keyset import BadCursor, page_after
from tests.factories import catalogue as make

ORDERS = [
    ("sort_title", "id"), ("-sort_title", "-id"), ("-added_at", "-id"), ("year", "sort_title", "id"),
    ("-year", "sort_title", "id"), ("-community_rating", "-id"), ("released_on", "id"), ("-released_on", "-id"),
    ("-sort_at", "-id"), ("library__name", "-duration_ms", "id"),
]  # fmt: skip


@pytest.fixture
def rows(db: None) -> list[MediaItem]:
    """Items with ties and nulls in every column."""
    library = make.make_library()
    values: list[dict[str, Any]] = [
        {"year": 2001, "community_rating": 7.5, "released_on": date(2001, 5, 1)},
        {"year": None, "community_rating": None, "released_on": None},
        {"year": 2001, "community_rating": 7.5, "released_on": date(2001, 5, 1)},
        {"year": 1999, "community_rating": 0.0, "released_on": None, "sort_at": datetime(1999, 1, 1, tzinfo=UTC)},
        {"year": None, "community_rating": 9.25, "released_on": date(1899, 1, 1)},
        {"year": 2001, "community_rating": None, "sort_at": datetime(2001, 1, 1, 12, 30, 0, 123456, tzinfo=UTC)},
    ]
    same = {"added_at": make.START, "sort_title": "tie"}
    return [make.make_movie(library, **(facts | (same if number % 2 else {}))) for number, facts in enumerate(values)]


def _walk(order: tuple[str, ...], size: int) -> list[int]:
    found: list[int] = []
    cursor = None
    for _page in range(20):
        page = page_after(MediaItem.objects.select_related("library"), order, cursor, size)
        assert len(page.rows) <= size
        found += [row.pk for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return found
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("order", ORDERS, ids=",".join)
@pytest.mark.parametrize("size", [1, 2, 5, 6, 7])
def test_pages_together_are_the_whole_list(rows: list[MediaItem], order: tuple[str, ...], size: int) -> None:
    whole = _walk(order, 100)

    assert _walk(order, size) == whole
    assert sorted(whole) == sorted(row.pk for row in rows)


def test_nulls_stand_last_in_falling_and_first_in_rising_order(rows: list[MediaItem]) -> None:
    years = {row.pk: row.year for row in rows}

    assert [years[pk] for pk in _walk(("-year", "id"), 2)] == [2001, 2001, 2001, 1999, None, None]
    assert [years[pk] for pk in _walk(("year", "id"), 2)] == [None, None, 1999, 2001, 2001, 2001]


def test_row_added_in_front_shifts_no_later_page(rows: list[MediaItem]) -> None:
    first = page_after(MediaItem.objects.all(), ("-id",), None, 3)
    make.make_movie(rows[0].library)

    second = page_after(MediaItem.objects.all(), ("-id",), first.next_cursor, 3)

    assert {row.pk for row in first.rows} | {row.pk for row in second.rows} == {row.pk for row in rows}


def _marker(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "ä", "=", _marker({}), _marker([]), _marker([1]), _marker(["a", 1, 2]), _marker(["a", None]), _marker([None, 1]),
     _marker(["a", "1"]), _marker(["a", True]), _marker(["a", 2**63]), _marker(["a", 1.5]), _marker([["a"], 1]),
     _marker(["a\0", 1]), _marker(["\ud800", 1]), _marker([{"t": "2026-01-01T00:00:00+00:00"}, 1])],
    ids=range(18),
)  # fmt: skip
def test_marker_that_this_list_did_not_make_is_refused(db: None, cursor: str) -> None:
    if not cursor:
        assert page_after(MediaItem.objects.all(), ("sort_title", "id"), cursor, 5).rows == []
        return
    with pytest.raises(BadCursor):
        page_after(MediaItem.objects.all(), ("sort_title", "id"), cursor, 5)


@pytest.mark.parametrize(
    "value",
    [
        "2026",
        {"t": "yesterday"},
        {"t": "2026-01-01T00:00:00"},
        {"d": "2026-01-01"},
        {"t": "2026-99-01T00:00Z"},
        {"x": 1},
    ],
)
def test_marker_with_a_wrong_time_is_refused(db: None, value: Any) -> None:
    with pytest.raises(BadCursor):
        page_after(MediaItem.objects.all(), ("-added_at", "-id"), _marker([value, 1]), 5)
