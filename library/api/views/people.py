"""People, genres and tags: there only through a visible item."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from accounts.models import Profile
from library.access import visible_class_ids
from library.api.finding import find
from library.api.item_rows import for_rows, gather, image_answer, item_row
from library.api.shapes import CountedAnswer, PersonAnswer, PersonPartAnswer
from library.models import Artwork, Credit, Genre, ItemGenre, ItemKind, ItemTag, MediaItem, Person, Tag
from mediaserver.lib.rest_input import WordsField, read_query, refuse_query
from mediaserver.lib.rest_schema import list_of

MOST_PARTS = 500


class KindQuery(serializers.Serializer[Any]):
    """Which kinds of items count."""

    kind = WordsField(ItemKind.values, required=False)


class GenreListView(Endpoint):
    """All genres."""

    @extend_schema(operation_id="genres", tags=["items"], parameters=[KindQuery], responses=list_of(CountedAnswer))
    def get(self, request: Request) -> Response:
        """List the genres of visible items, by name, with how many carry each."""
        query = read_query(request, KindQuery)
        links = ItemGenre.objects.filter(access_class_id__in=visible_class_ids(asking_profile(request)))
        if query.get("kind"):
            links = links.filter(kind__in=query["kind"])
        counts = dict(links.order_by().values_list("genre_id").annotate(count=Count("pk")))
        rows = Genre.objects.filter(pk__in=counts).order_by("name", "id")
        return Response({"results": [_counted(row, counts) for row in rows]})


class TagListView(Endpoint):
    """All tags."""

    @extend_schema(operation_id="tags", tags=["items"], parameters=[KindQuery], responses=list_of(CountedAnswer))
    def get(self, request: Request) -> Response:
        """List the tags of visible items, by name, with how many carry each."""
        query = read_query(request, KindQuery)
        links = ItemTag.objects.filter(access_class_id__in=visible_class_ids(asking_profile(request)))
        if query.get("kind"):
            links = links.filter(kind__in=query["kind"])
        counts = dict(links.order_by().values_list("tag_id").annotate(count=Count("pk")))
        rows = Tag.objects.filter(pk__in=counts).order_by("name", "id")
        return Response({"results": [_counted(row, counts) for row in rows]})


def _counted(row: Genre | Tag, counts: dict[int, int]) -> CountedAnswer:
    return {"id": row.pid, "name": row.name, "item_count": counts[row.pk]}


class PersonView(Endpoint):
    """One person."""

    @extend_schema(operation_id="person", tags=["items"], responses=PersonAnswer)
    def get(self, request: Request, person_id: uuid.UUID) -> Response:
        """Describe a person and their parts in visible items, newest first."""
        refuse_query(request)
        profile = asking_profile(request)
        seen = Credit.objects.filter(person_id=OuterRef("pk"), item__access_class_id__in=visible_class_ids(profile))
        pictures = Prefetch("artwork", queryset=Artwork.objects.order_by("-is_chosen", "rank", "id"))
        person = find(Person.objects.filter(Exists(seen)).prefetch_related(pictures), person_id)
        answer: PersonAnswer = {
            "id": person.pid,
            "name": person.name,
            "overview": person.overview,
            "born_on": person.born_on,
            "died_on": person.died_on,
            "external_ids": person.external_ids,
            "images": [image_answer(row) for row in person.artwork.all()],
            "parts": _parts(profile, person),
        }
        return Response(answer)


def _parts(profile: Profile, person: Person) -> list[PersonPartAnswer]:
    visible = for_rows(MediaItem.objects.visible_to(profile))
    rows = (
        Credit.objects.filter(person=person, item__access_class_id__in=visible_class_ids(profile))
        .order_by("-item__year", "item__sort_title", "id")
        .prefetch_related(Prefetch("item", queryset=visible))
    )
    parts = list(rows[:MOST_PARTS])
    facts = gather(profile, [part.item for part in parts])
    return [
        {"role": Credit.Role(part.role), "character": part.character, "item": item_row(part.item, facts)}
        for part in parts
    ]
