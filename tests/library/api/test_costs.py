"""What lists cost: the recorded number of queries, the same for five rows and for fifty. And hostile page markers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import ApiToken, Device, Profile, Role, User
from library.models import (
    Artwork,
    Collection,
    CollectionEntry,
    Credit,
    Genre,
    ItemGenre,
    ItemTag,
    LibraryKind,
    MediaItem,
    Person,
    PlaylistEntry,
    SkippedFile,
    Tag,
)
from library.search import index_items
from library.watch_state import mark_watched, record_progress
from mediaserver.lib.paths import path_hash
from mediaserver.system.models import HealthIssue, Job
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in
from tests.library.api.conftest import Api

RECORDED = Path(__file__).parents[2] / "query_counts.json"
"""Queries by address name; to record a changed number, change the file: the reason belongs into the commit."""


class Rows:
    """So many rows of everything that is listed."""

    def __init__(self, profile: Profile, count: int) -> None:
        self.profile = profile
        self.films = make.make_library(LibraryKind.MOVIES)
        self.shows, self.music = make.make_library(LibraryKind.SERIES), make.make_library(LibraryKind.MUSIC)
        self.person = Person.objects.create(name="Ada", name_key="ada")
        self.collection = Collection.objects.create(name="Lights", sort_name="lights")
        self.playlist = profile.playlists.create(name="Mine")
        self.season = MediaItem.objects.get(parent=make.make_series(self.shows, "Lampshow", {1: count}), kind="season")
        self.item = make.make_movie(self.films, "Lamp")
        for number in range(count):
            self._add(number)
        index_items(list(MediaItem.objects.values_list("pk", flat=True)))

    def _add(self, number: int) -> None:
        film = make.make_movie(self.films, f"Lamp {number}")
        self._fill(self.item, number)
        self._fill(film, number)
        Credit.objects.create(item=film, person=self.person, role="actor")
        make.make_artwork(film)
        CollectionEntry.objects.create(collection=self.collection, item=film, position=number)
        PlaylistEntry.objects.create(playlist=self.playlist, item=film, position=number)
        record_progress(self.profile, film, position_ms=600_000)
        series = make.make_series(self.shows, f"Lamp show {number}", {1: 2})
        mark_watched(self.profile, make.episode_of(series, 1, 1))
        make.make_artwork(series)
        make.make_artwork(make.make_album(self.music, f"Lamp song {number}"), Artwork.Kind.COVER)
        self._add_around(number)

    def _fill(self, item: MediaItem, number: int) -> None:
        name = f"{item.pk} {number}"
        keys = {"kind": item.kind, "access_class": item.access_class, "added_at": item.added_at}
        person = Person.objects.create(name=name, name_key=name)
        Credit.objects.create(item=item, person=person, role="actor")
        Artwork.objects.create(person=person, kind="portrait", source="provider", content_hash=name)
        ItemGenre.objects.create(item=item, genre=Genre.objects.create(name=name, name_key=name), **keys)
        ItemTag.objects.create(item=item, tag=Tag.objects.create(name=name, name_key=name), **keys)
        make.make_version(item)

    def _add_around(self, number: int) -> None:
        bad = f"bad {number}"
        SkippedFile.objects.create(
            library=self.films,
            root=self.films.roots.get(),
            path=bad,
            path_hash=path_hash(bad.encode()),
            reason="broken",
        )
        Job.objects.create(kind="scan", key=f"{self.films.pk}:{number}", state=Job.State.SUCCEEDED)
        HealthIssue.objects.create(key=f"{self.films.pk}:{number}", what="Something")
        made = Collection.objects.create(name=bad, sort_name=bad)
        CollectionEntry.objects.create(collection=made, item=self.item)
        self.profile.playlists.create(name=bad)
        make.make_library()
        ApiToken.issue(profile=self.profile, name=bad, scopes=["read"])
        Device.objects.create(user=self.profile.user, profile=self.profile, client_key=f"{made.pk}", name=bad)
        User.objects.create_user(f"user {made.pk}", role=Role.MEMBER)


ADDRESSES: dict[str, Callable[[Rows], str]] = {
    "api:items": lambda rows: "items/?limit=200",
    "api:items kind": lambda rows: "items/?kind=movie,series,album,episode&sort=-added&limit=200",
    "api:items filters": lambda rows: f"items/?library={rows.films.pid}&unwatched=true&year_from=0&limit=200",
    "api:items q": lambda rows: "items/?q=lamp&limit=200",
    "api:item": lambda rows: f"items/{rows.item.pid}/",
    "api:item-children": lambda rows: f"items/{rows.season.pid}/children/?limit=200",
    "api:item-images": lambda rows: f"items/{rows.item.pid}/images/",
    "api:genres": lambda rows: "genres/",
    "api:tags": lambda rows: "tags/",
    "api:person": lambda rows: f"people/{rows.person.pid}/",
    "api:home-continue": lambda rows: "home/continue/?limit=100",
    "api:home-next-up": lambda rows: "home/next-up/?limit=100",
    "api:home-latest of one": lambda rows: f"home/latest/?library={rows.films.pid}&limit=100",
    "api:search": lambda rows: "search/?q=lamp&limit=50",
    "api:collections": lambda rows: "collections/?limit=200",
    "api:collection-entries": lambda rows: f"collections/{rows.collection.pid}/entries/?limit=200",
    "api:playlists": lambda rows: "playlists/?limit=200",
    "api:playlist-entries": lambda rows: f"playlists/{rows.playlist.pid}/entries/?limit=200",
    "api:libraries": lambda rows: "libraries/",
    "api:skipped-files": lambda rows: "skipped-files/?limit=200",
    "api:jobs": lambda rows: "jobs/?limit=200",
    "api:health-issues": lambda rows: "health-issues/",
    "api:me": lambda rows: "me/",
    "api:profiles": lambda rows: "profiles/",
    "api:tokens": lambda rows: "tokens/",
    "api:devices": lambda rows: "devices/",
    "api:users": lambda rows: "users/?limit=200",
}


def _measure(caller: Api, rows: Rows) -> dict[str, int]:
    found = {}
    for name, address in ADDRESSES.items():
        with CaptureQueriesContext(connection) as caught:
            assert caller.client.get(f"/api/v1/{address(rows)}").status_code == 200
        found[name] = len(caught)
    return found


def test_lists_cost_what_is_recorded_whatever_their_length(cast: Cast, api: Callable[[Profile], Api]) -> None:
    caller = api(cast.owner)
    few = _measure(caller, Rows(cast.owner, 5))
    many = _measure(caller, Rows(cast.owner, 45))

    assert many == few
    recorded = json.loads(RECORDED.read_text())
    assert few == {name: recorded.get(name) for name in few}


@pytest.mark.parametrize("sort", ["title", "-year", "-added", "rating", "number"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.one_of(
                st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10),
                st.dictionaries(st.sampled_from(["t", "d", "x"]), st.text(max_size=30), max_size=2),
                st.dictionaries(st.sampled_from(["t", "d"]), st.one_of(st.none(), st.integers(), st.datetimes().map(str))),
                st.lists(st.none(), max_size=2),
            ),
            max_size=4,
        ).map(lambda values: base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")),
    )
)  # fmt: skip
def test_no_page_marker_breaks_a_list(cast: Cast, sort: str, marker: str) -> None:
    query: Any = {"kind": "movie", "sort": sort, "cursor": marker}

    answer = signed_in(cast.member).get("/api/v1/items/", query_params=query)

    assert answer.status_code in {200, 400}, (marker, answer.content[:300])


@pytest.mark.parametrize("depth", [50, 5_000, 100_000])
def test_deeply_nested_page_marker_is_refused(cast: Cast, api: Callable[[Profile], Api], depth: int) -> None:
    marker = base64.urlsafe_b64encode(b"[" * depth).decode().rstrip("=")

    api(cast.member).get("items/", 400, cursor=marker)


def test_schema_is_valid_and_complete(tmp_path: Path) -> None:
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(tmp_path / "schema.yml"))

    text = (tmp_path / "schema.yml").read_text()
    assert "/api/v1/items/{item_id}/watch-state/" in text
    assert "#/components/schemas/Error" in text


def _texts(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """All descriptions of text below a node of the schema, with their places."""
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _texts(part, f"{place}/{number}")
    elif isinstance(node, dict):
        if node.get("type") == "string":
            yield place, node
        for key, part in node.items():
            yield from _texts(part, f"{place}/{key}")


def test_every_text_that_is_read_has_a_length() -> None:
    from tests.library.api.conftest import schema

    components = schema()["components"]["schemas"]
    read = {name: part for name, part in components.items() if name.endswith("Request")}
    operations = [operation for path in schema()["paths"].values() for operation in path.values()]
    queries = [row for operation in operations for row in operation.get("parameters", []) if row["in"] == "query"]

    bounded = ("maxLength", "enum", "format")
    assert read
    assert not [place for place, text in _texts([read, queries]) if not any(word in text for word in bounded)]


def test_no_setting_of_a_program_stands_in_the_schema(tmp_path: Path) -> None:
    """Program paths come from the environment, never through HTTP."""
    from tests.library.api.conftest import schema

    names = {name for part in schema()["components"]["schemas"].values() for name in part.get("properties", {})}

    assert not {name for name in names if "ffmpeg" in name or "executable" in name or "template" in name}
