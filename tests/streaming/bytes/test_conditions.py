import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.bytes.conditions import Outcome, judge, range_holds, validators_of

NOW = validators_of("ab" * 16, 1000, 1_700_000_000_123_456_789)
BEFORE = "Tue, 14 Nov 2023 22:13:19 GMT"
EXACTLY = "Tue, 14 Nov 2023 22:13:20 GMT"
AFTER = "Tue, 14 Nov 2023 22:13:21 GMT"


def test_time_of_change_is_written_as_http_writes_it() -> None:
    assert NOW.last_modified == EXACTLY


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({}, Outcome.SEND),
        ({"if-none-match": NOW.etag}, Outcome.NOT_MODIFIED),
        ({"if-none-match": f"W/{NOW.etag}"}, Outcome.NOT_MODIFIED),
        ({"if-none-match": f'"a", {NOW.etag} ,"b"'}, Outcome.NOT_MODIFIED),
        ({"if-none-match": "*"}, Outcome.NOT_MODIFIED),
        ({"if-none-match": '"other"'}, Outcome.SEND),
        ({"if-none-match": '"other"', "if-modified-since": AFTER}, Outcome.SEND),
        ({"if-modified-since": BEFORE}, Outcome.SEND),
        ({"if-modified-since": EXACTLY}, Outcome.NOT_MODIFIED),
        ({"if-modified-since": AFTER}, Outcome.NOT_MODIFIED),
        ({"if-modified-since": "yesterday"}, Outcome.SEND),
        ({"if-match": NOW.etag}, Outcome.SEND),
        ({"if-match": "*"}, Outcome.SEND),
        ({"if-match": f"W/{NOW.etag}"}, Outcome.FAILED),
        ({"if-match": '"other"'}, Outcome.FAILED),
        ({"if-match": NOW.etag, "if-unmodified-since": BEFORE}, Outcome.SEND),
        ({"if-unmodified-since": BEFORE}, Outcome.FAILED),
        ({"if-unmodified-since": EXACTLY}, Outcome.SEND),
        ({"if-match": NOW.etag, "if-none-match": NOW.etag}, Outcome.NOT_MODIFIED),
    ],
)
def test_conditions_are_judged_in_the_order_of_the_standard(headers: dict[str, str], outcome: Outcome) -> None:
    assert judge(headers, NOW) is outcome


@pytest.mark.parametrize(
    ("if_range", "holds"),
    [
        (None, True),
        (NOW.etag, True),
        (f"W/{NOW.etag}", False),
        ('"other"', False),
        (EXACTLY, True),
        (BEFORE, False),
        (AFTER, False),
        ("", False),
    ],
)
def test_range_holds_for_exactly_the_present_state(if_range: str | None, holds: bool) -> None:
    headers = {} if if_range is None else {"if-range": if_range}
    assert range_holds(headers, NOW) is holds


@pytest.mark.parametrize(
    "other",
    [
        validators_of("ac" * 16, 1000, 1_700_000_000_123_456_789),
        validators_of("ab" * 16, 1001, 1_700_000_000_123_456_789),
        validators_of("ab" * 16, 1000, 1_700_000_000_123_456_788),
    ],
    ids=["file", "size", "time"],
)
def test_tag_changes_with_file_size_and_time(other: object) -> None:
    assert other != NOW


@given(st.dictionaries(st.sampled_from(["if-match", "if-none-match", "if-modified-since", "if-range"]), st.text()))
def test_any_headers_are_judged_without_failing(headers: dict[str, str]) -> None:
    assert judge(headers, NOW) in Outcome
    assert range_holds(headers, NOW) in {True, False}
