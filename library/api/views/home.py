"""The rows of the home page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from library import watch_state
from library.access import visible_libraries
from library.api.finding import find
from library.api.item_rows import for_rows, item_rows, rows_in_order
from library.api.shapes import ItemRow, LatestAnswer
from library.models import ItemKind, LibraryKind, MediaItem
from mediaserver.lib.rest_input import PidField, read_query
from mediaserver.lib.rest_schema import list_of

LATEST_KINDS: dict[str, tuple[ItemKind, ...]] = {
    LibraryKind.MOVIES: (ItemKind.MOVIE,),
    LibraryKind.SERIES: (ItemKind.EPISODE,),
    LibraryKind.MUSIC: (ItemKind.ALBUM,),
    LibraryKind.PHOTOS: (ItemKind.PHOTO, ItemKind.HOME_VIDEO),
}


class RowQuery(serializers.Serializer[Any]):
    """How many entries."""

    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=20)


class LatestQuery(RowQuery):
    """How many entries a library, and whether of one library only."""

    library = PidField(required=False)


class ContinueView(Endpoint):
    """What the profile is in the middle of."""

    @extend_schema(operation_id="home_continue", tags=["home"], parameters=[RowQuery], responses=list_of(ItemRow))
    def get(self, request: Request) -> Response:
        """List what the profile is in the middle of, latest first; one entry for each series."""
        query, profile = read_query(request, RowQuery), asking_profile(request)
        states = watch_state.continue_watching(profile, limit=query["limit"])
        return Response({"results": rows_in_order(profile, [state.item_id for state in states])})


class NextUpView(Endpoint):
    """The episodes to go on with."""

    @extend_schema(operation_id="home_next_up", tags=["home"], parameters=[RowQuery], responses=list_of(ItemRow))
    def get(self, request: Request) -> Response:
        """List the next unseen episode of each series begun, latest activity first."""
        query, profile = read_query(request, RowQuery), asking_profile(request)
        found = watch_state.next_up(profile, limit=query["limit"])
        return Response({"results": rows_in_order(profile, [item.pk for item in found])})


class LatestView(Endpoint):
    """What came lately."""

    @extend_schema(operation_id="home_latest", tags=["home"], parameters=[LatestQuery], responses=list_of(LatestAnswer))
    def get(self, request: Request) -> Response:
        """List what was added lately, library by library."""
        query, profile = read_query(request, LatestQuery), asking_profile(request)
        libraries = list(visible_libraries(profile).order_by("position", "name", "id"))
        if "library" in query:
            libraries = [find(visible_libraries(profile), query["library"])]
        answers: list[LatestAnswer] = []
        for library in libraries:
            rows = for_rows(MediaItem.objects.visible_to(profile).present()).filter(library_id=library.pk)
            latest = rows.of_kind(*LATEST_KINDS[library.kind]).order_by("-added_at", "-id")[: query["limit"]]
            answers.append(
                {"library": {"id": library.pid, "name": library.name}, "results": item_rows(profile, latest)}
            )
        return Response({"results": answers})
