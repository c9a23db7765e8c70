"""A small household with films, a series, music and photos, and a check of every answer against the schema."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jsonschema
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from accounts.models import Profile
from library.access import reclass_tree
from library.models import (
    Collection,
    CollectionEntry,
    Credit,
    Genre,
    ItemGenre,
    ItemTag,
    Library,
    LibraryKind,
    MediaFile,
    MediaItem,
    Person,
    PlaylistEntry,
    Tag,
)
from library.search import index_items
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI schema that the server publishes."""
    from drf_spectacular.generators import SchemaGenerator

    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def _nullable(node: Any) -> Any:
    """OpenAPI 3.0's `nullable` in JSON Schema's words."""
    if isinstance(node, list):
        return [_nullable(part) for part in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _nullable(value) for key, value in node.items()}
    return {"anyOf": [changed, {"type": "null"}]} if changed.pop("nullable", False) else changed


@cache
def _components() -> dict[str, Any]:
    return {"components": _nullable(schema()["components"])}


def check_answer(path: str, method: str, response: HttpResponse) -> None:
    """Fail where a good answer is not what the schema says."""
    route = "/" + resolve(path.partition("?")[0]).route.replace("<pid:", "{").replace("<int:", "{").replace(">", "}")
    operation = schema()["paths"][route][method]
    described = operation["responses"][str(response.status_code)]
    if "content" not in described:
        assert not response.content
        return
    wanted = _nullable(described["content"]["application/json"]["schema"])
    jsonschema.validate(response.json(), {**wanted, **_components()})


@dataclass
class Api:
    """Calls the API as one profile; every good answer is held against the schema."""

    client: Client

    def call(self, method: str, path: str, expect: int = 200, body: Any = None, /, **query: Any) -> Any:
        """Call and return the decoded answer."""
        options: dict[str, Any] = {"query_params": query}
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        response = getattr(self.client, method)(f"/api/v1/{path}", **options)
        assert response.status_code == expect, (response.status_code, response.content[:500])
        if response.status_code >= 400:
            assert set(response.json()) == {"code", "message", "details"}
        else:
            check_answer(f"/api/v1/{path}", method, response)
        return response.json() if response.content else None

    def get(self, path: str, expect: int = 200, /, **query: Any) -> Any:
        """GET."""
        return self.call("get", path, expect, None, **query)

    def post(self, path: str, body: Any = None, expect: int = 200) -> Any:
        """POST."""
        return self.call("post", path, expect, {} if body is None else body)

    def patch(self, path: str, body: Any, expect: int = 200) -> Any:
        """PATCH."""
        return self.call("patch", path, expect, body)

    def delete(self, path: str, expect: int = 204) -> Any:
        """DELETE."""
        return self.call("delete", path, expect)


@pytest.fixture
def api() -> Callable[[Profile], Api]:
    """Make a caller for a profile."""
    return lambda profile: Api(signed_in(profile))


@dataclass
class House:
    """The catalogue of the tests: everything but `other_*` and the film for adults is fit for a child."""

    films: Library
    film: MediaItem
    adult_film: MediaItem
    series: MediaItem
    season: MediaItem
    episode: MediaItem
    album: MediaItem
    photo: MediaItem
    file: MediaFile
    adult_file: MediaFile
    genre: Genre
    adult_genre: Genre
    tag: Tag
    adult_tag: Tag
    person: Person
    adult_person: Person
    collection: Collection
    adult_collection: Collection
    libraries: list[Library] = field(default_factory=list)


def _word(item: MediaItem, model: type[Genre] | type[Tag], name: str) -> Any:
    row = model.objects.create(name=name, name_key=name.casefold())
    link, field_name = (ItemGenre, "genre") if model is Genre else (ItemTag, "tag")
    keys = {"kind": item.kind, "access_class": item.access_class, "sort_title": item.sort_title}
    link.objects.create(item=item, added_at=item.added_at, **{field_name: row}, **keys)
    return row


def _person(item: MediaItem, name: str) -> Person:
    person = Person.objects.create(name=name, name_key=name.casefold(), sort_name=name.casefold())
    Credit.objects.create(item=item, person=person, role=Credit.Role.ACTOR, character="Herself")
    return person


def _collection(name: str, *items: MediaItem) -> Collection:
    collection = Collection.objects.create(name=name, sort_name=name.casefold())
    for position, item in enumerate(items):
        CollectionEntry.objects.create(collection=collection, item=item, position=position)
    return collection


@pytest.fixture
def house(cast: Cast) -> House:
    """The catalogue."""
    films, shows = make.make_library(LibraryKind.MOVIES, "Films"), make.make_library(LibraryKind.SERIES, "Shows")
    music, photos = make.make_library(LibraryKind.MUSIC, "Music"), make.make_library(LibraryKind.PHOTOS, "Photos")
    film = make.make_movie(films, "The Lamp", year=2001, content_rating_age=0)
    adult_film = make.make_movie(films, "The Wolves", year=2011, content_rating_age=18)
    series = make.make_series(shows, "Tidewatch", {1: 2}, content_rating_age=6)
    album = make.make_album(music, "Slow Tides")
    photo_album = make.make_photo_album(photos, "Beach", photos=2)
    for top in (film, adult_film, series):
        reclass_tree(top)
        top.refresh_from_db()
    for item in (film, adult_film, album):
        make.make_artwork(item)
    file = make.make_version(film, "lamp.mkv").item_files.get().file
    adult_file = make.make_version(adult_film, "wolves.mkv").item_files.get().file
    built = House(
        films=films,
        film=film,
        adult_film=adult_film,
        series=series,
        season=MediaItem.objects.get(kind="season"),
        episode=make.episode_of(series, 1, 1),
        album=album,
        photo=MediaItem.objects.filter(parent=photo_album).earliest("id"),
        file=file,
        adult_file=adult_file,
        genre=_word(film, Genre, "Drama"),
        adult_genre=_word(adult_film, Genre, "Horror"),
        tag=_word(film, Tag, "Sunday"),
        adult_tag=_word(adult_film, Tag, "Midnight"),
        person=_person(film, "Ada Lamp"),
        adult_person=_person(adult_film, "Ben Wolf"),
        collection=_collection("Lights", film, adult_film),
        adult_collection=_collection("Nights", adult_film),
        libraries=[films, shows, music, photos],
    )
    index_items(list(MediaItem.objects.values_list("pk", flat=True)))
    return built


@pytest.fixture
def playlist(cast: Cast, house: House) -> Any:
    """A playlist of the member: the film, the film for adults, the film again."""
    playlist = cast.member.playlists.create(name="Mine")
    for position, item in enumerate((house.film, house.adult_film, house.film)):
        PlaylistEntry.objects.create(playlist=playlist, item=item, position=position)
    return playlist


@pytest.fixture
def nobody() -> str:
    """An id that leads nowhere."""
    return uuid.uuid4().hex
