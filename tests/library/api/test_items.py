"""Items through the API: lists, filters, orders, details."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Profile
from library.models import ArtistCredit, LibraryKind, MediaItem
from library.watch_state import mark_watched, record_progress, set_favourite
from mediaserver.system.models import PublicIdAlias
from tests.factories import catalogue as make
from tests.factories.people import Cast
from tests.library.api.conftest import Api, House

ApiOf = Callable[[Profile], Api]


def _titles(answer: dict[str, Any]) -> list[str]:
    return [row["title"] for row in answer["results"]]


def test_list_shows_what_stands_at_the_top(cast: Cast, house: House, api: ApiOf) -> None:
    kinds = {row["kind"] for row in api(cast.member).get("items/")["results"]}

    assert kinds == {"movie", "series", "artist", "album", "photo_album", "photo"}


def test_list_gives_only_the_asked_kinds(cast: Cast, house: House, api: ApiOf) -> None:
    answer = api(cast.member).get("items/", kind="movie,episode")

    assert {row["kind"] for row in answer["results"]} == {"movie", "episode"}


@pytest.mark.parametrize(
    "query",
    [{"colour": "red"}, {"kind": "wolf"}, {"sort": "id;drop"}, {"limit": "0"}, {"limit": "201"}, {"cursor": "x!"},
     {"library": "films"}, {"genre": "1"}, {"year_from": "many"}, {"q": "a" * 201}, {"unwatched": "perhaps"},
     {"kind__contains": "m"}, {"title": "a\x00b"}],
    ids=str,
)  # fmt: skip
def test_query_that_is_not_understood_is_refused(cast: Cast, house: House, api: ApiOf, query: dict[str, str]) -> None:
    api(cast.member).get("items/", 400, **query)


def test_unknown_parameter_is_named(cast: Cast, api: ApiOf) -> None:
    assert "colour" in api(cast.member).get("items/", 400, colour="red")["details"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Alpha", "Beta", "Gamma"]),
        ("-title", ["Gamma", "Beta", "Alpha"]),
        ("added", ["Beta", "Gamma", "Alpha"]),
        ("-added", ["Alpha", "Gamma", "Beta"]),
        ("year", ["Gamma", "Alpha", "Beta"]),
        ("-year", ["Beta", "Alpha", "Gamma"]),
        ("rating", ["Gamma", "Beta", "Alpha"]),
        ("-rating", ["Alpha", "Beta", "Gamma"]),
        ("length", ["Beta", "Alpha", "Gamma"]),
        ("-length", ["Gamma", "Alpha", "Beta"]),
        ("released", ["Alpha", "Beta", "Gamma"]),
        ("-released", ["Gamma", "Beta", "Alpha"]),
    ],
)
def test_list_keeps_its_order_page_by_page(cast: Cast, api: ApiOf, sort: str, expected: list[str]) -> None:
    library, day = make.make_library(), timedelta(days=1)
    for title, added, year, rating, minutes, released in (
        ("Alpha", 3, 2001, 9.0, 90, 1),
        ("Beta", 1, 2010, 5.5, 80, 2),
        ("Gamma", 2, None, None, 100, 3),
    ):
        make.make_movie(
            library, title, added_at=make.START + added * day, year=year, community_rating=rating,
            duration_ms=minutes * 60_000, sort_at=make.START + released * day,
        )  # fmt: skip
    found, cursor, caller = [], {}, api(cast.member)
    for _page in range(4):
        answer = caller.get("items/", kind="movie", sort=sort, limit=1, **cursor)
        found += _titles(answer)
        if not answer["next_cursor"]:
            break
        cursor = {"cursor": answer["next_cursor"]}

    assert found == expected


def test_filters_narrow_the_list(cast: Cast, house: House, api: ApiOf) -> None:
    caller = api(cast.member)

    assert _titles(caller.get("items/", genre=house.genre.pid)) == ["The Lamp"]
    assert _titles(caller.get("items/", tag=house.adult_tag.pid)) == ["The Wolves"]
    assert _titles(caller.get("items/", library=house.films.pid, year_from="2005")) == ["The Wolves"]
    assert _titles(caller.get("items/", kind="movie", year_to="2005")) == ["The Lamp"]
    assert _titles(caller.get("items/", q="wolv")) == ["The Wolves"]
    assert _titles(caller.get("items/", parent=house.season.pid)) == ["S1E1", "S1E2"]


def test_favourites_are_the_asking_profiles_own(cast: Cast, house: House, api: ApiOf) -> None:
    set_favourite(cast.member, house.film, True)

    assert _titles(api(cast.member).get("items/", favourite="true")) == ["The Lamp"]
    assert _titles(api(cast.owner).get("items/", favourite="true")) == []


def test_unwatched_counts_what_lies_below_a_container(cast: Cast, house: House, api: ApiOf) -> None:
    caller = api(cast.member)
    mark_watched(cast.member, house.film)
    mark_watched(cast.member, house.episode)

    assert _titles(caller.get("items/", kind="movie,series", unwatched="true")) == ["The Wolves", "Tidewatch"]
    mark_watched(cast.member, house.series)
    assert _titles(caller.get("items/", kind="movie,series", unwatched="true")) == ["The Wolves"]
    assert _titles(caller.get("items/", kind="movie,series", unwatched="false")) == ["The Lamp", "Tidewatch"]


def test_container_says_how_much_is_left(cast: Cast, house: House, api: ApiOf) -> None:
    mark_watched(cast.member, house.episode)

    state = api(cast.member).get("items/", kind="series")["results"][0]["watch_state"]

    assert (state["leaf_count"], state["unwatched_count"], state["is_watched"]) == (2, 1, False)


def test_counts_leave_out_what_the_profile_may_not_see(cast: Cast, house: House, api: ApiOf) -> None:
    late = make.make_episode(house.season, 3, content_rating_age=16)
    from library.access import reclass_tree

    reclass_tree(house.series)

    assert late.pid not in str(api(cast.child).get(f"items/{house.season.pid}/children/"))
    assert api(cast.child).get(f"items/{house.series.pid}/")["watch_state"]["leaf_count"] == 2
    assert api(cast.member).get(f"items/{house.series.pid}/")["watch_state"]["leaf_count"] == 3


def test_details_tell_everything(cast: Cast, house: House, api: ApiOf) -> None:
    record_progress(cast.member, house.film, position_ms=25 * 60_000)

    item = api(cast.member).get(f"items/{house.film.pid}/")

    assert item["genres"][0]["name"] == "Drama"
    assert item["credits"][0]["person"]["id"] == house.person.pid
    assert [stream["codec"] for stream in item["versions"][0]["parts"][0]["file"]["streams"]] == [
        "h264", "aac", "aac", "subrip",
    ]  # fmt: skip
    assert item["images"]["poster"]["url"].startswith("/images/")
    assert (item["watch_state"]["position_ms"], item["watch_state"]["percent"]) == (1_500_000, 25)


def test_absolute_paths_are_for_librarians(cast: Cast, house: House, api: ApiOf) -> None:
    def path(profile: Profile) -> Any:
        return api(profile).get(f"files/{house.file.pid}/")["path"]

    assert path(cast.librarian) == f"/media/{house.films.pk}/lamp.mkv"
    assert path(cast.member) is None
    assert path(cast.child) is None, "the account is the owner's, the profile is a child's"
    assert "/media/" not in str(api(cast.member).get(f"items/{house.film.pid}/"))


def test_id_of_a_merged_item_leads_to_the_one_that_stayed(cast: Cast, house: House, api: ApiOf, nobody: str) -> None:
    import uuid

    PublicIdAlias.record(uuid.UUID(nobody), house.film.public_id)

    assert api(cast.member).get(f"items/{nobody}/")["id"] == house.film.pid


def test_alias_opens_no_door(cast: Cast, house: House, api: ApiOf, nobody: str) -> None:
    import uuid

    PublicIdAlias.record(uuid.UUID(nobody), house.adult_film.public_id)

    api(cast.child).get(f"items/{nobody}/", 404)


def test_episode_borrows_the_picture_of_its_series(cast: Cast, house: House, api: ApiOf) -> None:
    poster = make.make_artwork(house.series)

    row = api(cast.member).get("items/", kind="episode")["results"][0]

    assert row["images"]["poster"]["id"] == poster.pid


def test_artists_that_may_not_be_seen_are_not_named(cast: Cast, house: House, api: ApiOf) -> None:
    elsewhere = make.make_item(make.make_library(LibraryKind.MUSIC), "artist", "Hidden")
    ArtistCredit.objects.create(item=house.album, artist=elsewhere)
    from library.access import grant_libraries

    grant_libraries(cast.guest, house.libraries)

    assert "Hidden" not in str(api(cast.guest).get(f"items/{house.album.pid}/"))
    assert "Hidden" in str(api(cast.member).get(f"items/{house.album.pid}/"))


def test_wanted_items_are_not_listed(cast: Cast, api: ApiOf) -> None:
    make.make_movie(make.make_library(), availability="wanted")

    assert api(cast.member).get("items/")["results"] == []
    assert MediaItem.objects.exists()
