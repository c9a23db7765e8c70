"""The two full-text indexes behind one interface: FTS5 on SQLite, tsvector on PostgreSQL.

This is the one place with SQL by hand for search. Texts come in folded (`library.search.folding`), so that both
databases compare the same words; every value is a parameter. A row's id is the item's key, or a person's key negated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from django.db import connection

PERSON = "person"


@dataclass(frozen=True)
class SearchRow:
    """What the index knows of an item or person: folded title, and folded words besides it."""

    row_id: int
    kind: str
    title: str
    other: str


class Closeness(IntEnum):
    """How well a hit fits; the closest are asked for first."""

    TITLE_BEGINS = 0
    TITLE_HOLDS = 1
    ANYWHERE = 2


class SearchBackend(Protocol):
    """What an index must be able to do, inside the present transaction."""

    def replace(self, rows: Sequence[SearchRow]) -> None:
        """Write the rows anew."""

    def remove(self, row_ids: Sequence[int]) -> None:
        """Forget the rows."""

    def find(
        self, kinds: Sequence[str], words: Sequence[str], class_ids: Sequence[int], closeness: Closeness, limit: int
    ) -> list[int]:
        """Return ids of visible rows that hold every word's beginning, up to `limit` of each kind."""


def backend() -> SearchBackend:
    """The index of the database in use."""
    return PostgresIndex() if connection.vendor == "postgresql" else SqliteIndex()


_VISIBLE_ITEM = (
    "SELECT s.{key} FROM library_search s JOIN library_mediaitem i ON i.id = s.{key}"
    " WHERE {match} AND i.access_class_id IN ({classes}) LIMIT %s"
)
_VISIBLE_PERSON = (
    "SELECT s.{key} FROM library_search s WHERE {match} AND EXISTS (SELECT 1 FROM library_credit c"
    " JOIN library_mediaitem i ON i.id = c.item_id WHERE c.person_id = -s.{key} AND i.access_class_id IN ({classes}))"
    " LIMIT %s"
)


def _find(
    key: str, match: str, found: Sequence[tuple[str, Sequence[str]]], classes: Sequence[int], limit: int
) -> list[int]:
    """Ask for all kinds in one statement. `found` is (kind, parameters of `match`) for each kind."""
    marks = ", ".join(["%s"] * len(classes))
    pieces: list[str] = []
    params: list[str | int] = []
    for kind, match_params in found:
        template = _VISIBLE_PERSON if kind == PERSON else _VISIBLE_ITEM
        piece = template.format(key=key, match=match, classes=marks)
        pieces.append(f"SELECT * FROM ({piece}) AS found")  # noqa: S608  (put together from constants and "%s")
        params += [*match_params, *classes, limit]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(pieces), params)
        return [row[0] for row in cursor.fetchall()]


class SqliteIndex:
    """An FTS5 table; `kind` is a column of it, so that each kind is an own short walk.

    Rows are changed in place and never deleted: in SQLite 3.40 a row that is deleted, looked for and written anew in
    one transaction leaves the index "malformed" for good. A row that is to be forgotten is emptied.
    """

    def replace(self, rows: Sequence[SearchRow]) -> None:
        """Write the rows anew."""
        known = self._known([row.row_id for row in rows])
        changed = [(_kind_word(row.kind), row.title, row.other, row.row_id) for row in rows if row.row_id in known]
        new = [(_kind_word(row.kind), row.title, row.other, row.row_id) for row in rows if row.row_id not in known]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE library_search SET kind = %s, title = %s, other = %s WHERE rowid = %s", changed)
            cursor.executemany("INSERT INTO library_search (kind, title, other, rowid) VALUES (%s, %s, %s, %s)", new)

    def remove(self, row_ids: Sequence[int]) -> None:
        """Forget the rows."""
        gone = [(row_id,) for row_id in row_ids]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE library_search SET kind = '', title = '', other = '' WHERE rowid = %s", gone)

    def _known(self, row_ids: Sequence[int]) -> set[int]:
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(row_ids))
            cursor.execute(f"SELECT rowid FROM library_search WHERE rowid IN ({marks})", list(row_ids))  # noqa: S608
            return {row[0] for row in cursor.fetchall()}

    def find(
        self, kinds: Sequence[str], words: Sequence[str], class_ids: Sequence[int], closeness: Closeness, limit: int
    ) -> list[int]:
        """Return ids of visible rows that hold every word's beginning."""
        if closeness == Closeness.TITLE_BEGINS:
            wanted = f'title : ^ "{" ".join(words)}" *'
        else:
            columns = "{title}" if closeness == Closeness.TITLE_HOLDS else "{title other}"
            wanted = " AND ".join(f'{columns} : "{word}" *' for word in words)
        asked = [(kind, [f'kind : "{_kind_word(kind)}" AND ({wanted})']) for kind in kinds]
        return _find("rowid", "library_search MATCH %s", asked, class_ids, limit)


class PostgresIndex:
    """A table with a tsvector under a GIN index; titles weigh A, other words B, the kind C."""

    def replace(self, rows: Sequence[SearchRow]) -> None:
        """Write the rows anew."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO library_search (row_id, kind, title, document) VALUES (%s, %s, %s,"
                " setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')"
                " || setweight(to_tsvector('simple', %s), 'C'))"
                " ON CONFLICT (row_id) DO UPDATE SET kind = excluded.kind, title = excluded.title,"
                " document = excluded.document",
                [(row.row_id, row.kind, row.title, row.title, row.other, _kind_word(row.kind)) for row in rows],
            )

    def remove(self, row_ids: Sequence[int]) -> None:
        """Forget the rows."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM library_search WHERE row_id = ANY(%s)", [list(row_ids)])

    def find(
        self, kinds: Sequence[str], words: Sequence[str], class_ids: Sequence[int], closeness: Closeness, limit: int
    ) -> list[int]:
        """Return ids of visible rows that hold every word's beginning."""
        if closeness == Closeness.TITLE_BEGINS:
            asked = [(kind, [kind, " ".join(words) + "%"]) for kind in kinds]
            return _find("row_id", "s.kind = %s AND s.title LIKE %s", asked, class_ids, limit)
        weight = "A" if closeness == Closeness.TITLE_HOLDS else "AB"
        wanted = " & ".join(f"{word}:*{weight}" for word in words)
        asked = [(kind, [f"{_kind_word(kind)}:C & {wanted}"]) for kind in kinds]
        return _find("row_id", "s.document @@ to_tsquery('simple', %s)", asked, class_ids, limit)


def _kind_word(kind: str) -> str:
    """A word that stands for the kind in the index and that nobody types."""
    return "kindis" + kind.replace("_", "")
