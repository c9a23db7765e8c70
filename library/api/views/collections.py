"""Collections: everybody reads the part they may see, librarians write."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from library.access import visible_class_ids
from library.api.desk_shapes import CollectionAnswer, CollectionPage, EntryPage
from library.api.finding import find, find_items
from library.api.list_rows import collection_answers, entry_page
from library.api.views.items import may_see_paths as may_write
from library.api.views.playlists import LONGEST_OVERVIEW, EntriesWriteSerializer, EntryMoveSerializer
from library.list_entries import add_items, move_entry, remove_entry
from library.models import Collection, CollectionEntry
from mediaserver.lib.keyset import page_after
from mediaserver.lib.rest_input import PageQuery, read_body, read_query, refuse_query

WRITES = frozenset({"POST", "PATCH", "DELETE"})


class CollectionWriteSerializer(serializers.Serializer[Any]):
    """A collection's name, text and whether its order means something."""

    name = serializers.CharField(max_length=200)
    sort_name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    overview = serializers.CharField(max_length=LONGEST_OVERVIEW, required=False, allow_blank=True)
    is_ordered = serializers.BooleanField(required=False)


def seen_collections(request: Request) -> QuerySet[Collection]:
    """Collections with a visible item; librarians see empty ones too, so that they can fill them."""
    entries = CollectionEntry.objects.filter(collection_id=OuterRef("pk"))
    visible = entries.filter(item__access_class_id__in=visible_class_ids(asking_profile(request)))
    if may_write(request):
        return Collection.objects.filter(Exists(visible) | ~Exists(entries))
    return Collection.objects.filter(Exists(visible))


class CollectionListView(Endpoint):
    """All collections."""

    librarian_methods: ClassVar[frozenset[str]] = WRITES

    @extend_schema(operation_id="collections", tags=["lists"], parameters=[PageQuery], responses=CollectionPage)
    def get(self, request: Request) -> Response:
        """List collections of which something is visible, by name."""
        query, profile = read_query(request, PageQuery), asking_profile(request)
        page = page_after(seen_collections(request), ("sort_name", "id"), query.get("cursor"), query["limit"])
        answer: CollectionPage = {
            "results": collection_answers(profile, page.rows),
            "next_cursor": page.next_cursor,
        }
        return Response(answer)

    @extend_schema(
        operation_id="collection_create",
        tags=["lists"],
        request=CollectionWriteSerializer,
        responses={201: CollectionAnswer},
    )
    def post(self, request: Request) -> Response:
        """Make an empty collection."""
        values = read_body(request, CollectionWriteSerializer)
        values["sort_name"] = values.get("sort_name") or values["name"].casefold()
        collection = Collection.objects.create(**values)
        return Response(collection_answers(asking_profile(request), [collection])[0], status=201)


class CollectionView(Endpoint):
    """One collection."""

    librarian_methods: ClassVar[frozenset[str]] = WRITES

    @extend_schema(operation_id="collection", tags=["lists"], responses=CollectionAnswer)
    def get(self, request: Request, collection_id: uuid.UUID) -> Response:
        """Describe a collection."""
        refuse_query(request)
        collection = find(seen_collections(request), collection_id)
        return Response(collection_answers(asking_profile(request), [collection])[0])

    @extend_schema(
        operation_id="collection_update", tags=["lists"], request=CollectionWriteSerializer, responses=CollectionAnswer
    )
    def patch(self, request: Request, collection_id: uuid.UUID) -> Response:
        """Change name, text or order."""
        collection = find(seen_collections(request), collection_id)
        for name, value in read_body(request, CollectionWriteSerializer, partial=True).items():
            setattr(collection, name, value)
        collection.save()
        return Response(collection_answers(asking_profile(request), [collection])[0])

    @extend_schema(operation_id="collection_delete", tags=["lists"], responses={204: None})
    def delete(self, request: Request, collection_id: uuid.UUID) -> Response:
        """Delete a collection; the items stay."""
        find(seen_collections(request), collection_id).delete()
        return Response(status=204)


class CollectionEntriesView(Endpoint):
    """The places of a collection."""

    librarian_methods: ClassVar[frozenset[str]] = WRITES

    @extend_schema(operation_id="collection_entries", tags=["lists"], parameters=[PageQuery], responses=EntryPage)
    def get(self, request: Request, collection_id: uuid.UUID) -> Response:
        """List the visible items of a collection, in its order."""
        query, profile = read_query(request, PageQuery), asking_profile(request)
        collection = find(seen_collections(request), collection_id)
        return Response(entry_page(profile, collection.entries.all(), query.get("cursor"), query["limit"]))

    @extend_schema(
        operation_id="collection_entries_add",
        tags=["lists"],
        request=EntriesWriteSerializer,
        responses=CollectionAnswer,
    )
    def post(self, request: Request, collection_id: uuid.UUID) -> Response:
        """Add items at the end; what stands in the collection already is passed over."""
        profile = asking_profile(request)
        collection = find(seen_collections(request), collection_id)
        add_items(collection, find_items(profile, read_body(request, EntriesWriteSerializer)["items"]))
        return Response(collection_answers(profile, [collection])[0])


class CollectionEntryView(Endpoint):
    """One place of a collection."""

    librarian_methods: ClassVar[frozenset[str]] = WRITES

    @extend_schema(
        operation_id="collection_entry_move", tags=["lists"], request=EntryMoveSerializer, responses={204: None}
    )
    def patch(self, request: Request, collection_id: uuid.UUID, entry_id: int) -> Response:
        """Move a place behind another, or to the front."""
        collection = find(seen_collections(request), collection_id)
        values = read_body(request, EntryMoveSerializer)
        entry = get_object_or_404(collection.entries, pk=entry_id)
        after: CollectionEntry | None = None
        if values["after_id"] is not None:
            after = get_object_or_404(collection.entries, pk=values["after_id"])
        move_entry(collection, entry, after)
        return Response(status=204)

    @extend_schema(operation_id="collection_entry_remove", tags=["lists"], responses={204: None})
    def delete(self, request: Request, collection_id: uuid.UUID, entry_id: int) -> Response:
        """Take a place out of the collection."""
        collection = find(seen_collections(request), collection_id)
        remove_entry(collection, get_object_or_404(collection.entries, pk=entry_id))
        return Response(status=204)
