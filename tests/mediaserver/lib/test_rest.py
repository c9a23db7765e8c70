"""One error shape, strict reading, and JSON of plain dicts."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Literal, TypedDict

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy
from drf_spectacular.openapi import AutoSchema
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from mediaserver.lib.errors import BadConfiguration, Broken, Conflict, HearthError, NotAllowed, NotFound, RetryLater
from mediaserver.lib.rest import LONGEST_BODY_BYTES, OrjsonParser, OrjsonRenderer, TooLarge, answer_error
from mediaserver.lib.rest_input import PidField, WordsField, read_body, read_query, refuse_query
from mediaserver.lib.rest_schema import schema_of


class Shape(serializers.Serializer[Any]):
    """Something to read."""

    name = serializers.CharField(max_length=5)
    kind = WordsField(["film", "song"], required=False)
    loud = serializers.BooleanField(required=False)
    item = PidField(required=False)


def _query(**values: str) -> Request:
    return Request(APIRequestFactory().get("/", values))


def _body(raw: str) -> Request:
    request = APIRequestFactory().post("/", raw, content_type="application/json")
    return Request(request, parsers=[OrjsonParser()])


ERRORS = [
    (Http404(), 404, "not_found"), (PermissionDenied(), 403, "not_allowed"), (NotFound("x"), 404, "not_found"),
    (NotAllowed("x"), 403, "not_allowed"), (Conflict("x", job="1"), 409, "conflict"), (Broken("x"), 500, "broken"),
    (BadConfiguration("x"), 500, "bad_configuration"), (HearthError("x"), 400, "error"),
    (DjangoValidationError("x"), 400, "invalid"), (exceptions.NotAuthenticated(), 401, "not_signed_in"),
    (exceptions.MethodNotAllowed("GET"), 405, "method_not_allowed"), (exceptions.Throttled(), 429, "throttled"),
    (exceptions.ValidationError({"a": ["b"]}), 400, "invalid"), (exceptions.ValidationError(["b"]), 400, "invalid"),
    (exceptions.UnsupportedMediaType("a/b"), 415, "unsupported_media_type"), (ZeroDivisionError(), 500, "broken"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "status", "code"), ERRORS, ids=lambda value: str(value)[:30])
def test_every_error_has_the_one_shape(db: None, error: Exception, status: int, code: str) -> None:
    answer = answer_error(error, {})

    assert answer is not None
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert set(answer.data) == {"code", "message", "details"}
    assert answer.data["message"]
    json.loads(OrjsonRenderer().render(answer.data))


def test_error_nobody_expected_tells_nothing_but_is_logged(db: None, caplog: pytest.LogCaptureFixture) -> None:
    answer = answer_error(RuntimeError("the secret"), {})

    assert answer is not None
    assert "secret" not in str(answer.data)
    assert "RuntimeError: the secret" in caplog.text


def test_time_to_come_again_is_told(db: None) -> None:
    answer = answer_error(RetryLater("x", after_s=3.7), {})

    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")


def test_details_keep_the_facts() -> None:
    assert Conflict("x", job="1").details == {"job": "1"}


def test_renderer_writes_what_views_build() -> None:
    row = {
        "at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "on": date(2026, 1, 2), "id": uuid.UUID(int=1), 1: "number",
        "lazy": gettext_lazy("Films"), "map": MappingProxyType({"a": 1}), "rows": range(2),
    }  # fmt: skip

    assert json.loads(OrjsonRenderer().render(row)) == {
        "at": "2026-01-02T03:04:05Z", "on": "2026-01-02", "id": str(uuid.UUID(int=1)), "1": "number", "lazy": "Films",
        "map": {"a": 1}, "rows": [0, 1],
    }  # fmt: skip
    assert OrjsonRenderer().render(None) == b""


def test_query_is_read_strictly() -> None:
    assert read_query(_query(name="a", kind="film, song"), Shape) == {"name": "a", "kind": ["film", "song"]}
    for wrong in ({"name": "a", "colour": "red"}, {"name": "a" * 6}, {}, {"name": "a", "kind": "opera"}):
        with pytest.raises(exceptions.ValidationError):
            read_query(_query(**wrong), Shape)


def test_flag_that_was_not_sent_is_not_false() -> None:
    assert "loud" not in read_query(_query(name="a"), Shape)
    assert read_query(_query(name="a", loud="false"), Shape)["loud"] is False


def test_endpoint_without_parameters_takes_none() -> None:
    refuse_query(_query())
    with pytest.raises(exceptions.ValidationError):
        refuse_query(_query(a="1"))


@pytest.mark.parametrize("raw", ["[]", "1", '"text"', "null", "true", "[{}]"])
def test_body_must_be_an_object(raw: str) -> None:
    with pytest.raises(exceptions.ValidationError):
        read_body(_body(raw), Shape)


def test_body_is_read_strictly() -> None:
    assert read_body(_body('{"name": "a"}'), Shape) == {"name": "a"}
    assert read_body(_body("{}"), Shape, partial=True) == {}
    with pytest.raises(exceptions.ValidationError) as caught:
        read_body(_body('{"name": "a", "is_owner": true}'), Shape)
    assert "is_owner" in caught.value.detail


@pytest.mark.parametrize(
    "raw", ["{", "[" * 100_000, '{"a":' * 50_000, '{"name": NaN}', '{"name": "\\ud800"}', '{"name": 1e999}', "\0", '{"a" 1}'],
    ids=lambda raw: raw[:12],
)  # fmt: skip
def test_broken_json_is_refused(raw: str) -> None:
    with pytest.raises((exceptions.ParseError, exceptions.ValidationError)):
        read_body(_body(raw), Shape)


def test_long_body_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge):
        read_body(_body('{"name": "' + "x" * LONGEST_BODY_BYTES + '"}'), Shape)


@given(st.one_of(st.text(), st.integers(), st.none(), st.binary().map(repr), st.lists(st.integers())))
def test_what_is_no_id_is_refused_and_breaks_nothing(value: Any) -> None:
    try:
        found = PidField().run_validation(value)
    except exceptions.ValidationError:
        return
    assert isinstance(found, uuid.UUID)


class Inner(TypedDict):
    """Inside."""

    at: datetime


class Outer(TypedDict):
    """Outside."""

    kind: Literal["a", "b"]
    counts: dict[str, int]
    inner: Inner | None
    rows: list[Inner]
    either: int | str
    maybe: float | None


def test_typed_dict_becomes_a_schema() -> None:
    from drf_spectacular.plumbing import ComponentRegistry

    auto = AutoSchema()
    auto.registry = ComponentRegistry()
    schema_of(Outer, auto)
    built = auto.registry.build({})["schemas"]

    assert built["Inner"]["properties"] == {"at": {"type": "string", "format": "date-time"}}
    inner = {"$ref": "#/components/schemas/Inner"}
    assert built["Outer"]["properties"] == {
        "kind": {"type": "string", "enum": ["a", "b"]},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "inner": {"allOf": [inner], "nullable": True},
        "rows": {"type": "array", "items": inner},
        "either": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
        "maybe": {"type": "number", "format": "double", "nullable": True},
    }
    assert built["Outer"]["required"] == list(Outer.__annotations__)
