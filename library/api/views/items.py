"""Items: lists, details, children, pictures, files."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile, asking_user
from accounts.permissions import is_restricted, may_manage_library
from library.api.file_facts import file_answer, with_insides
from library.api.finding import find, find_item, visible_files
from library.api.item_details import item_answer
from library.api.item_lists import ORDERS, ItemQuery, listed_items, order_of
from library.api.item_rows import for_rows, image_answer, item_page
from library.api.shapes import FileAnswer, ImageAnswer, ItemAnswer, ItemPage
from library.models import MediaItem
from mediaserver.lib.keyset import page_after
from mediaserver.lib.rest_input import PageQuery, read_query, refuse_query
from mediaserver.lib.rest_schema import list_of


def may_see_paths(request: Request) -> bool:
    """Absolute paths are for those who manage libraries, on a profile without limits."""
    return may_manage_library(asking_user(request)) and not is_restricted(asking_profile(request))


class ItemListView(Endpoint):
    """Lists of items."""

    @extend_schema(operation_id="items", tags=["items"], parameters=[ItemQuery], responses=ItemPage)
    def get(self, request: Request) -> Response:
        """List visible items. Without `kind` and `parent`: what stands at the top (films, series, artists, albums …)."""
        query, profile = read_query(request, ItemQuery), asking_profile(request)
        rows = for_rows(listed_items(profile, query))
        page = page_after(rows, order_of(query), query.get("cursor"), query["limit"])
        return Response(item_page(profile, page))


class ItemView(Endpoint):
    """One item."""

    @extend_schema(operation_id="item", tags=["items"], responses=ItemAnswer)
    def get(self, request: Request, item_id: uuid.UUID) -> Response:
        """Describe an item with its versions, files, streams, people, pictures and watch state."""
        refuse_query(request)
        profile = asking_profile(request)
        rows = MediaItem.objects.select_related("library", "parent", "root")
        return Response(item_answer(profile, find_item(profile, item_id, rows), with_paths=may_see_paths(request)))


class ItemChildrenView(Endpoint):
    """What stands below an item."""

    @extend_schema(operation_id="item_children", tags=["items"], parameters=[PageQuery], responses=ItemPage)
    def get(self, request: Request, item_id: uuid.UUID) -> Response:
        """List the visible items directly below one, by number."""
        query, profile = read_query(request, PageQuery), asking_profile(request)
        item = find_item(profile, item_id)
        rows = for_rows(MediaItem.objects.visible_to(profile).filter(parent_id=item.pk))
        page = page_after(rows, ORDERS["number"], query.get("cursor"), query["limit"])
        return Response(item_page(profile, page))


class ItemImagesView(Endpoint):
    """The pictures of an item."""

    @extend_schema(operation_id="item_images", tags=["items"], responses=list_of(ImageAnswer))
    def get(self, request: Request, item_id: uuid.UUID) -> Response:
        """List all pictures of an item; of each kind the one that is shown comes first."""
        refuse_query(request)
        item = find_item(asking_profile(request), item_id)
        rows = item.artwork.order_by("kind", "-is_chosen", "rank", "id")
        return Response({"results": [image_answer(row) for row in rows]})


class FileView(Endpoint):
    """One file."""

    @extend_schema(operation_id="file", tags=["items"], responses=FileAnswer)
    def get(self, request: Request, file_id: uuid.UUID) -> Response:
        """Describe a file of a visible item: streams, chapters, markers, subtitles beside it."""
        refuse_query(request)
        file = find(with_insides(visible_files(asking_profile(request))), file_id)
        return Response(file_answer(file, with_path=may_see_paths(request)))
