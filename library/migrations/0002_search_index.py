"""Lay the full-text index: an FTS5 table on SQLite, a tsvector under a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE library_search USING fts5(kind, title, other,"
    " tokenize = \"unicode61 remove_diacritics 0\", prefix = '2 3')",
]
POSTGRESQL = [
    "CREATE TABLE library_search (row_id bigint PRIMARY KEY, kind varchar(12) NOT NULL, title text NOT NULL,"
    " document tsvector NOT NULL)",
    "CREATE INDEX library_search_document ON library_search USING gin (document)",
    "CREATE INDEX library_search_title ON library_search (kind, title text_pattern_ops)",
]


def lay(apps, schema_editor):
    """Make the index of the database in use."""
    if schema_editor.connection.alias != "default":
        return
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    """Drop it."""
    if schema_editor.connection.alias == "default":
        schema_editor.execute("DROP TABLE library_search")


class Migration(migrations.Migration):
    """Adds a table that no model stands for."""

    dependencies = [("library", "0001_catalogue")]
    operations = [migrations.RunPython(lay, take_away)]
