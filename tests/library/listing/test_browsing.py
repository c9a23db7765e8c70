"""Orders, filters, letters and pages of a library."""

import random

import pytest
from django.http import QueryDict

from library.listing import Browsing, facets_of, letters_of, months_of, sorts_of
from library.models import Genre, ItemGenre, ItemKind, LibraryKind
from library.watch_state import mark_watched, set_favourite
from mediaserver.lib.keyset import BadCursor
from tests.factories.catalogue import (
    episode_of,
    make_child,
    make_library,
    make_movie,
    make_photo_album,
    make_profile,
    make_series,
    next_request,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    return make_profile()


def browsing(query="", kind=ItemKind.MOVIE):
    return Browsing.from_query(kind, QueryDict(query))


def titles(query, library, profile, kind=ItemKind.MOVIE):
    return [item.title for item in browsing(query, kind).page(library, next_request(profile)).rows]


def make_many(library, count=47):
    """Films with doubles and gaps in everything that lists sort by."""
    chance = random.Random(7)
    return [
        make_movie(
            library,
            f"{chance.choice('ABC')} film",
            year=chance.choice([None, 1999, 2001, 2024]),
            community_rating=chance.choice([None, 5.5, 7.1]),
            duration_ms=chance.choice([None, 5_400_000, 7_200_000]),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("sort", [sort.key for sort in sorts_of(ItemKind.MOVIE)])
def test_walk_meets_each_film_once_in_its_order(profile, sort):
    library = make_library()
    films = make_many(library)
    met, cursor = [], ""
    while True:
        page = browsing(f"sort={sort}&cursor={cursor}").page(library, profile, size=7)
        met += page.rows
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(met) == len(films)
    assert {film.pk for film in met} == {film.pk for film in films}
    whole = browsing(f"sort={sort}").page(library, profile, size=100).rows
    assert [film.pk for film in met] == [film.pk for film in whole]


@pytest.mark.parametrize(
    ("sort", "field"), [("year", "year"), ("rating", "community_rating"), ("length", "duration_ms")]
)
def test_what_is_unknown_stands_last(profile, sort, field):
    library = make_library()
    make_many(library)
    values = [getattr(film, field) for film in browsing(f"sort={sort}").page(library, profile, size=100).rows]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=True) + [None] * (len(values) - len(known))


def test_foreign_cursor_is_refused(profile):
    library = make_library()
    with pytest.raises(BadCursor):
        browsing("cursor=nonsense").page(library, profile)


def test_filters_are_joined_by_and(profile):
    library = make_library()
    drama = Genre.objects.create(name="Drama", name_key="drama")
    wanted = make_movie(library, "Wanted", year=1995, resolution_class="2160p", hdr_class="hdr10")
    others = [make_movie(library, f"Other {number}", year=2020, resolution_class="1080p") for number in range(3)]
    for film in (wanted, others[0]):
        ItemGenre.objects.create(
            item=film, genre=drama, kind=film.kind, access_class=film.access_class, added_at=film.added_at
        )
    mark_watched(profile, others[1])
    set_favourite(profile, others[2], True)
    assert titles(f"genre={drama.pid}", library, profile) == ["Other 0", "Wanted"]
    assert titles(f"genre={drama.pid}&from=1990&to=1999", library, profile) == ["Wanted"]
    assert titles("resolution=2160p&hdr=yes", library, profile) == ["Wanted"]
    assert titles("seen=no", library, profile) == ["Other 0", "Other 2", "Wanted"]
    assert titles("favourite=yes", library, profile) == ["Other 2"]
    assert titles("favourite=yes&seen=no&from=1990&to=1999", library, profile) == []


@pytest.mark.parametrize(
    "query", ["genre=xyz", "from=abc&to=99999", "sort=nonsense", "letter=%F0%9F%94%A5", "seen=maybe"]
)
def test_nonsense_in_the_address_is_passed_over(profile, query):
    library = make_library()
    make_movie(library, "Film")
    assert titles(query, library, profile) == ["Film"]


def test_series_is_seen_when_its_regular_episodes_are(profile):
    library = make_library(LibraryKind.SERIES)
    done = make_series(library, "Done", seasons={0: 1, 1: 2})
    make_series(library, "Begun", seasons={1: 2})
    for number in (1, 2):
        mark_watched(profile, episode_of(done, 1, number))
    assert titles("seen=no", library, profile, ItemKind.SERIES) == ["Begun"]


def test_address_says_the_same_when_it_is_read_again():
    query = "sort=year&genre=27000000000000000000000000000001&seen=no&favourite=yes&resolution=2160p&hdr=yes&from=1990&to=1999"
    there = browsing(query)
    back = browsing(there.address("/x").partition("?")[2])
    assert there == back
    assert browsing().address("/x") == "/x"
    assert there.change(cursor="abc", letter="b").change_filters(hdr=False).cursor == ""


def test_letters_know_where_titles_are_and_the_list_begins_there(profile, django_assert_num_queries):
    library = make_library()
    for title in ("00009 lives", "apples", "berries", "bread", "zebra", "ёлки"):
        make_movie(library, title)
    rows = browsing().rows(library, profile)
    with django_assert_num_queries(1):
        letters = letters_of(rows, library)
    assert [letter.label for letter in letters if letter.has_titles] == ["#", "A", "B", "Z"]
    assert titles("letter=b", library, profile) == ["berries", "bread", "zebra", "ёлки"]
    assert titles("letter=b&sort=added", library, profile)[0] == "ёлки"


def test_counts_are_those_of_the_asker(profile):
    library = make_library()
    make_movie(library, year=1994, resolution_class="2160p", hdr_class="hdr10")
    make_movie(library, year=1999, resolution_class="1080p")
    found = facets_of(library, ItemKind.MOVIE, next_request(profile))
    assert (found.total, found.hdr_count) == (2, 1)
    assert [(facet.label, facet.count) for facet in found.resolutions] == [("2160p", 1), ("1080p", 1)]
    assert [(facet.label, facet.count) for facet in found.decades] == [("1990–1999", 2)]
    assert facets_of(library, ItemKind.MOVIE, make_child(library)).total == 0


def test_months_of_photos_latest_first(profile):
    library = make_library(LibraryKind.PHOTOS)
    make_photo_album(library, photos=3)
    assert months_of(library, (ItemKind.PHOTO,), next_request(profile)) == [(2026, 1, 1), (2025, 12, 2)]
