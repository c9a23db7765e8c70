"""Many rows at once, past the ORM's own ways: inserting is three times `bulk_create`, updating three times `bulk_update`.

Both are `executemany` of one short statement. Values of plain columns go to the database as they are; only what the
database keeps in another form (times, ids, JSON) is converted by its field. Called inside a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Field, Model

ROWS_AT_ONCE = 1_000
KEYS_AT_ONCE = 900
ValueT = TypeVar("ValueT")
Convert = Callable[[Any], Any]
_AS_THEY_ARE = (
    models.AutoField, models.BooleanField, models.CharField, models.TextField, models.IntegerField, models.FloatField,
    models.BinaryField, models.ForeignKey,
)  # fmt: skip


def parts_of(values: Iterable[ValueT], size: int = ROWS_AT_ONCE) -> Iterator[list[ValueT]]:
    """Cut values into parts that one statement takes."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


def insert_rows(model: type[Model], rows: Sequence[Model], *, with_keys: bool = False) -> None:
    """Insert new objects. `with_keys` fetches their primary keys by their public ids; without, they stay unknown.

    Unlike `save`, `auto_now` columns are written as they stand in the objects.
    """
    if not rows:
        return
    columns = [column for column in model._meta.concrete_fields if not column.primary_key]
    values_of = attrgetter(*[column.attname for column in columns])
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    prepared = _prepared(columns, (values_of(row) for row in rows))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", prepared)  # noqa: S608  (our models' names)
    if with_keys:
        _fetch_keys(model, rows)


def _fetch_keys(model: type[Model], rows: Sequence[Model]) -> None:
    by_public_id = {row.public_id: row for row in rows}  # type: ignore[attr-defined]
    for part in parts_of(by_public_id, KEYS_AT_ONCE):
        found = model._default_manager.filter(public_id__in=part).values_list("public_id", "pk")
        for public_id, pk in found:
            row = by_public_id[public_id]
            row.pk, row._state.adding, row._state.db = pk, False, DEFAULT_DB_ALIAS


def update_rows(model: type[Model], fields: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows given as (value of each field …, primary key)."""
    options = model._meta
    columns = [cast("Field[Any, Any]", options.get_field(name)) for name in fields]
    prepared = _prepared([*columns, options.pk], rows)
    if not prepared:
        return
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    places = ", ".join(f"{quote(str(column.column))} = %s" for column in columns)
    table, key = quote(options.db_table), quote(str(options.pk.column))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {places} WHERE {key} = %s", prepared)  # noqa: S608  (our models' names)


def _prepared(columns: Sequence[Field[Any, Any]], rows: Iterable[tuple[Any, ...]]) -> list[Sequence[Any]]:
    """Values as the database takes them."""
    converted = [(place, _converter(column)) for place, column in enumerate(columns) if _needs_converting(column)]
    if not converted:
        return list(rows)
    prepared: list[Sequence[Any]] = []
    for row in rows:
        values = list(row)
        for place, convert in converted:
            if values[place] is not None:
                values[place] = convert(values[place])
        prepared.append(values)
    return prepared


def _needs_converting(column: Field[Any, Any]) -> bool:
    return not isinstance(column, _AS_THEY_ARE)


def _converter(column: Field[Any, Any]) -> Convert:
    # The connection itself: `django.db.connection` looks for it anew at every use.
    connection = connections[DEFAULT_DB_ALIAS]
    return lambda value: column.get_db_prep_save(value, connection)
