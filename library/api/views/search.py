"""Finding by words."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from library.api.item_rows import rows_in_order
from library.api.shapes import SearchGroupAnswer
from library.search import SEARCHED_KINDS, search
from mediaserver.lib.rest_input import WordsField, read_query
from mediaserver.lib.rest_schema import list_of


class SearchQuery(serializers.Serializer[Any]):
    """What is looked for."""

    q = serializers.CharField(max_length=200)
    kind = WordsField(SEARCHED_KINDS, required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=50, default=12)


class SearchView(Endpoint):
    """Finding by words."""

    @extend_schema(
        operation_id="search", tags=["items"], parameters=[SearchQuery], responses=list_of(SearchGroupAnswer)
    )
    def get(self, request: Request) -> Response:
        """Find visible items and people whose words begin with the words typed; in groups, the best first."""
        query, profile = read_query(request, SearchQuery), asking_profile(request)
        groups = search(profile, query["q"], query["limit"], query.get("kind") or SEARCHED_KINDS)
        rows = rows_in_order(profile, [item.pk for group in groups for item in group.items])
        answers: list[SearchGroupAnswer] = [
            {
                "kind": group.kind,
                "items": [row for row in rows if row["kind"] == group.kind],
                "people": [{"id": person.pid, "name": person.name} for person in group.people],
            }
            for group in groups
        ]
        return Response({"results": answers})
