"""Keyset pagination: a page begins behind the last row of the one before, so that page 8,000 costs what page 1 costs.

Example: sorted by ("-added_at", "-id"), the cursor of the last row is its two values; the next page is
`added_at < a OR (added_at = a AND id < b)`, which one index answers.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import (
    DateField,
    DateTimeField,
    F,
    Field,
    FloatField,
    IntegerField,
    Model,
    OrderBy,
    Q,
    QuerySet,
)
from django.utils.dateparse import parse_date, parse_datetime

from mediaserver.lib.errors import HearthError

Row = TypeVar("Row", bound=Model)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class BadCursor(HearthError):
    """The cursor was not made by this list."""

    code = "bad_cursor"
    http_status = 400


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page of rows, and the cursor of the next (None at the end)."""

    rows: list[Row]
    next_cursor: str | None


def page_after(rows: QuerySet[Row], order: Sequence[str], cursor: str | None, size: int) -> KeysetPage[Row]:
    """Return up to `size` rows behind `cursor` in `order`, whose last field must be unique.

    Nulls stand last in descending and first in ascending order, on both databases. Raises BadCursor.
    """
    ordered = rows.order_by(*[_ordering(rows.model, field) for field in order])
    if cursor:
        ordered = ordered.filter(_behind(order, _decode(cursor, [_field(rows.model, name) for name in order])))
    found = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    return KeysetPage(rows=found, next_cursor=_encode(order, found[-1]) if more else None)


def _name(field: str) -> str:
    return field.removeprefix("-")


def _ordering(model: type[Model], field: str) -> str | OrderBy:
    """Say where nulls stand, but only for columns that have them: a plain order is what the indexes are made for."""
    name = _name(field)
    if "__" in name or not model._meta.get_field(name).null:
        return field
    return F(name).desc(nulls_last=True) if field.startswith("-") else F(name).asc(nulls_first=True)


def _encode(order: Sequence[str], row: Model) -> str:
    values: list[Any] = []
    for field in order:
        value: Any = row
        for part in _name(field).split("__"):
            value = getattr(value, part)
        if isinstance(value, datetime.datetime):
            value = {"t": value.isoformat()}
        elif isinstance(value, datetime.date):
            value = {"d": value.isoformat()}
        values.append(value)
    raw = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    """The column behind a name, through relations ("item__title")."""
    *relations, last = _name(name).split("__")
    owner: Any = model
    for relation in relations:
        owner = owner._meta.get_field(relation).related_model
    field: Field[Any, Any] = owner._meta.get_field(last)
    return field


def _decode(cursor: str, fields: Sequence[Field[Any, Any]]) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        values = json.loads(raw)
        if not isinstance(values, list) or len(values) != len(fields):
            raise ValueError
        found = [_value(value) for value in values]
        if not all(_fits(value, field) for value, field in zip(found, fields, strict=True)):
            raise ValueError
        return found
    except (ValueError, OverflowError, binascii.Error, UnicodeError, RecursionError) as error:
        raise BadCursor("This page marker was not made by this list. Begin again without it.") from error


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        parsed = parse_datetime(str(value["t"])) if "t" in value else parse_date(str(value.get("d", "")))
        if parsed is None:
            raise ValueError
        return parsed
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        raise ValueError
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise ValueError


def _fits(value: Any, field: Field[Any, Any]) -> bool:
    """Whether the column can hold the value, so that no marker reaches the database that the list did not make."""
    if value is None:
        return field.null
    if isinstance(field, DateTimeField):
        return isinstance(value, datetime.datetime) and value.tzinfo is not None
    if isinstance(field, DateField):
        return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    if isinstance(field, IntegerField):
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(field, FloatField):
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return isinstance(value, str) and not _NO_TEXT.search(value)


def _behind(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind the one with these values. A null counts as smaller than everything."""
    condition = Q()
    for field, value in reversed(list(zip(order, values, strict=True))):
        name, falling = _name(field), field.startswith("-")
        same = Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        here = same & condition if condition else Q()
        condition = _beyond(name, value, falling) | here if condition else _beyond(name, value, falling)
    return condition


def _beyond(name: str, value: Any, falling: bool) -> Q:
    if value is None:
        return Q(pk__in=[]) if falling else Q(**{f"{name}__isnull": False})
    if falling:
        return Q(**{f"{name}__lt": value}) | Q(**{f"{name}__isnull": True})
    return Q(**{f"{name}__gt": value})
