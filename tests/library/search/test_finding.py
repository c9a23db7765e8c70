"""Searching the catalogue."""

import pytest

from library.models import Credit, ItemKind, LibraryKind, MediaItem, Person
from library.search import PERSON, index_items, rebuild, remove_items, search
from tests.factories.catalogue import (
    make_album,
    make_child,
    make_item,
    make_library,
    make_movie,
    make_profile,
    make_series,
    next_request,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return make_profile()


def found(profile, text, kind=ItemKind.MOVIE, **options):
    for group in search(next_request(profile), text, **options):
        if group.kind == kind:
            return [item.title for item in group.items] or [person.name for person in group.people]
    return []


def films(*titles):
    library = make_library()
    rows = [make_movie(library, title) for title in titles]
    index_items([row.pk for row in rows])
    return rows


@pytest.mark.parametrize(
    "typed",
    ["har", "HARBOUR", "small lights", "lights harb", "harbour of small lights", "härböur", "  harbour!  "],
)
def test_film_is_found_by_beginnings_of_its_words(profile, typed):
    films("Harbour of Small Lights", "Kestrel Road")
    assert found(profile, typed) == ["Harbour of Small Lights"]


@pytest.mark.parametrize("typed", ["h", "", "  ", "!?", "arbour", "harbour kestrel", '"', "har*bour OR", "-", "\x00"])
def test_what_fits_nothing_finds_nothing(profile, typed):
    films("Harbour of Small Lights", "Kestrel Road")
    assert found(profile, typed) == []


@pytest.mark.parametrize("typed", ["NEAR", "and", "or not", "title:", "kindismovie", "a AND b", "near("])
def test_words_of_the_index_language_are_plain_words(profile, typed):
    films("Near and Far", "Or Not", "Title", "A and B")
    assert set(found(profile, typed)) <= {"Near and Far", "Or Not", "Title", "A and B"}
    assert found(profile, "kindismovie") == []


@pytest.mark.parametrize("typed", ["maerchen", "marchen", "Märchen"])
def test_umlaut_is_found_however_it_is_typed(profile, typed):
    films("Das Märchen")
    assert found(profile, typed) == ["Das Märchen"]


def test_exact_title_comes_first_then_beginnings_then_the_rest(profile):
    films("The Long Road", "Roads Untaken", "Road", "Road to the Sea")
    assert found(profile, "road") == ["Road", "Roads Untaken", "Road to the Sea", "The Long Road"]


def test_hits_are_grouped_by_kind_and_bounded(profile, django_assert_max_num_queries):
    films(*[f"Tide {number}" for number in range(30)])
    series = make_series(make_library(LibraryKind.SERIES), "Tidewatch", seasons={1: 1})
    album = make_album(make_library(LibraryKind.MUSIC), "Tides", tracks=2)
    rebuild()
    profile = next_request(profile)
    with django_assert_max_num_queries(8):
        groups = search(profile, "tide", limit_per_kind=5)
    assert [(group.kind, len(group)) for group in groups] == [
        (ItemKind.MOVIE, 5),
        (ItemKind.SERIES, 1),
        (ItemKind.ALBUM, 1),
        (ItemKind.TRACK, 2),
    ]
    assert groups[1].items[0] == series
    assert groups[2].items[0] == album


def test_album_is_found_by_its_artist_and_original_title_counts(profile):
    library = make_library(LibraryKind.MUSIC)
    artist = make_item(library, ItemKind.ARTIST, "Ines Varga")
    make_album(library, "Tides", artist=artist)
    make_movie(make_library(), "Spirited Away", original_title="Sen to Chihiro")
    rebuild()
    assert found(profile, "varga", ItemKind.ALBUM) == ["Tides"]
    assert found(profile, "varga", ItemKind.ARTIST) == ["Ines Varga"]
    assert found(profile, "chihiro") == ["Spirited Away"]


def test_people_are_found_only_through_what_is_visible(profile):
    (film,) = films("Harbour")
    person = Person.objects.create(name="Søren Halvik", name_key="soren halvik", sort_name="Halvik")
    Credit.objects.create(item=film, person=person, role=Credit.Role.ACTOR)
    index_items([film.pk])
    assert found(profile, "soren", PERSON) == ["Søren Halvik"]
    assert found(make_child(film.library), "soren", PERSON) == []


def test_child_finds_nothing_hidden():
    (film,) = films("Harbour")
    assert found(make_child(film.library), "harbour") == []


def test_changed_and_removed_items_are_found_accordingly(profile):
    (film,) = films("Harbour")
    MediaItem.objects.filter(pk=film.pk).update(title="Lighthouse", sort_title="lighthouse")
    index_items([film.pk])
    assert found(profile, "harbour") == []
    assert found(profile, "light") == ["Lighthouse"]
    remove_items([film.pk])
    assert found(profile, "light") == []
    index_items([film.pk])
    assert found(profile, "light") == ["Lighthouse"]
    film.delete()
    assert found(profile, "light") == []


def test_index_is_undone_with_the_transaction_that_wrote_the_item(profile):
    from django.db import transaction

    (film,) = films("Harbour")
    with pytest.raises(RuntimeError), transaction.atomic():
        MediaItem.objects.filter(pk=film.pk).update(title="Lighthouse", sort_title="lighthouse")
        index_items([film.pk])
        raise RuntimeError
    assert found(profile, "harbour") == ["Harbour"]


def test_hidden_hits_take_no_room_from_visible_ones():
    hidden = make_library()
    rows = [make_movie(hidden, f"Tide {number}") for number in range(150)]
    seen = make_movie(make_library(), "Tidewater")
    index_items([*[row.pk for row in rows], seen.pk])
    child = make_child(seen.library)
    child.access.unrated_allowed = True
    child.access.save()
    assert found(child, "tide") == ["Tidewater"]
