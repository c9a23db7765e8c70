"""Writing the index anew."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from library.search import search
from tests.factories.catalogue import make_library, make_movie, make_profile

pytestmark = pytest.mark.django_db


def test_command_makes_what_was_never_indexed_findable():
    profile = make_profile()
    film = make_movie(make_library(), "Harbour")
    assert search(profile, "harbour") == []
    said = StringIO()
    call_command("reindex_search", stdout=said)
    assert said.getvalue().strip() == "Items in the search index: 1"
    assert search(profile, "harbour")[0].items == (film,)


def test_index_survives_rows_that_come_and_go_in_one_transaction():
    from library.search import index_items, remove_items

    profile = make_profile()
    films = [make_movie(make_library(), f"Tide {number}") for number in range(5)]
    for _ in range(3):
        index_items([film.pk for film in films])
        assert len(search(profile, "tide")[0].items) == 5
        remove_items([film.pk for film in films])
        assert search(profile, "tide") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO library_search(library_search) VALUES ('integrity-check')")
