"""Who sees what: libraries, ages, restricted tags, containers."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Profile
from library.access import (
    AccessClassBook,
    class_for,
    give_all_libraries,
    grant_libraries,
    reclass_tree,
    visible_class_ids,
    visible_libraries,
)
from library.models import AccessClass, ItemGenre, ItemKind, ItemTag, Library, MediaItem, Tag
from library.scanner.resolving.descriptions import store_genres
from library.scanner.resolving.item_book import ItemBook
from tests.factories.people import make_cast

pytestmark = pytest.mark.django_db


def item(library: Library, title: str, kind: str = ItemKind.MOVIE, **columns: object) -> MediaItem:
    values = {"added_at": timezone.now(), "identity_key": title, "access_class": class_for(library)} | columns
    return MediaItem.objects.create(library=library, kind=kind, title=title, **values)


@pytest.fixture
def films(db: None) -> Library:
    return Library.objects.create(name="Films", kind="movies")


def series_tree(library: Library, age: int | None) -> tuple[MediaItem, MediaItem, MediaItem, MediaItem]:
    series = item(library, "series", ItemKind.SERIES, content_rating_age=age)
    season = item(library, "season", ItemKind.SEASON, parent=series, root=series)
    first = item(library, "first", ItemKind.EPISODE, parent=season, root=series)
    second = item(library, "second", ItemKind.EPISODE, parent=season, root=series)
    return series, season, first, second


def seen_by(profile: Profile) -> set[str]:
    fresh = Profile.objects.get(pk=profile.pk)
    return set(MediaItem.objects.visible_to(fresh).values_list("title", flat=True))


def test_a_profile_without_a_row_sees_nothing(films: Library) -> None:
    item(films, "The Lamp")
    cast = make_cast()
    assert seen_by(cast.member_second) == set()
    assert not visible_libraries(cast.member_second).exists()


def test_granted_libraries_are_seen_and_no_others(films: Library) -> None:
    series = Library.objects.create(name="Series", kind="series")
    item(films, "The Lamp")
    item(series, "Tidewatch", ItemKind.SERIES)
    cast = make_cast()
    assert seen_by(cast.owner) == {"The Lamp", "Tidewatch"}
    grant_libraries(cast.guest, [films])
    assert seen_by(cast.guest) == {"The Lamp"}
    assert list(visible_libraries(cast.guest)) == [films]
    grant_libraries(cast.guest, [])
    assert seen_by(cast.guest) == set()
    give_all_libraries(cast.guest)
    assert len(seen_by(cast.guest)) == 2


def test_a_child_sees_up_to_its_age_and_nothing_unrated(films: Library) -> None:
    for title, age in (("six", 6), ("zero", 0), ("twelve", 12), ("unrated", None)):
        reclass_tree(item(films, title, content_rating_age=age))
    cast = make_cast()
    assert seen_by(cast.child) == {"six", "zero"}
    assert seen_by(cast.owner) == {"six", "zero", "twelve", "unrated"}


def test_the_rating_of_a_series_reaches_its_episodes(films: Library) -> None:
    series, season, first, second = series_tree(films, 16)
    assert reclass_tree(series) == 4
    for row in (series, season, first, second):
        row.refresh_from_db()
        assert row.access_class.effective_age == 16
    assert reclass_tree(series) == 0


def test_the_nearest_rating_counts_and_containers_follow_their_most_open_leaf(films: Library) -> None:
    series, season, first, second = series_tree(films, 16)
    MediaItem.objects.filter(pk=first.pk).update(content_rating_age=6)
    reclass_tree(series)
    ages = dict(MediaItem.objects.values_list("title", "access_class__effective_age"))
    assert ages == {"series": 6, "season": 6, "first": 6, "second": 16}
    assert seen_by(make_cast().child) == {"series", "season", "first"}
    assert season.pk != second.pk


def test_restricted_tags_add_up_downwards_and_hide(films: Library) -> None:
    series, _season, first, _second = series_tree(films, 6)
    scary = Tag.objects.create(name="Scary", name_key="scary", is_restricted=True)
    plain = Tag.objects.create(name="Plain", name_key="plain")
    for tag, row in ((scary, first), (plain, series)):
        ItemTag.objects.create(item=row, tag=tag, kind=row.kind, access_class=row.access_class, added_at=row.added_at)
    reclass_tree(series)
    cast = make_cast()
    assert seen_by(cast.member) == {"series", "season", "first", "second"}
    cast.member.access.blocked_tags.add(scary)
    assert seen_by(cast.member) == {"series", "season", "second"}
    assert AccessClass.objects.get(restricted_tags=str(scary.pk)).tag_ids == {scary.pk}


def test_genres_and_tags_carry_the_class_along(films: Library) -> None:
    film = item(films, "The Lamp", content_rating_age=12)
    store_genres(ItemBook(films), {film.pk: (film, ("Drama",))})
    reclass_tree(film)
    film.refresh_from_db()
    assert ItemGenre.objects.get().access_class_id == film.access_class_id
    assert film.access_class.effective_age == 12


def test_a_part_of_a_tree_takes_the_ratings_above_it(films: Library) -> None:
    series, season, _first, _second = series_tree(films, 16)
    reclass_tree(series)
    third = item(films, "third", ItemKind.EPISODE, parent=season, root=series)
    reclass_tree(third)
    third.refresh_from_db()
    assert third.access_class.effective_age == 16


def test_the_book_makes_each_class_once(films: Library) -> None:
    book = AccessClassBook()
    first = book.id_of(films.pk, 12, [3, 1, 3])
    assert book.id_of(films.pk, 12, (1, 3)) == first == AccessClassBook().id_of(films.pk, 12, [1, 3])
    assert AccessClass.objects.get(pk=first).restricted_tags == "1,3"


def test_classes_are_asked_for_once_per_request(films: Library, django_assert_num_queries: object) -> None:
    item(films, "The Lamp")
    profile = Profile.objects.get(pk=make_cast().owner.pk)
    visible_class_ids(profile)
    with django_assert_num_queries(0):  # type: ignore[operator]
        visible_class_ids(profile)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert MediaItem.objects.visible_to(profile).count() == 1
