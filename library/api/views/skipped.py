"""Files that scans passed over."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from library.access import visible_libraries
from library.api.desk_shapes import SkippedFileAnswer, SkippedFilePage
from library.api.finding import find_library
from library.models import SkippedFile
from mediaserver.lib.keyset import page_after
from mediaserver.lib.paths import display_path
from mediaserver.lib.rest_input import PageQuery, PidField, read_query


class SkippedFileQuery(PageQuery):
    """Of which library, and why."""

    library = PidField(required=False)
    reason = serializers.ChoiceField(choices=SkippedFile.Reason.choices, required=False)


class SkippedFileListView(Endpoint):
    """Files that were passed over."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"GET"})

    @extend_schema(
        operation_id="skipped_files", tags=["libraries"], parameters=[SkippedFileQuery], responses=SkippedFilePage
    )
    def get(self, request: Request) -> Response:
        """List files that scans passed over, with the reason and what would mend it."""
        query, profile = read_query(request, SkippedFileQuery), asking_profile(request)
        rows = SkippedFile.objects.filter(library__in=visible_libraries(profile)).select_related("library", "root")
        if "library" in query:
            rows = rows.filter(library=find_library(profile, query["library"]))
        if "reason" in query:
            rows = rows.filter(reason=query["reason"])
        page = page_after(rows, ("path", "id"), query.get("cursor"), query["limit"])
        answer: SkippedFilePage = {"results": [_answer(row) for row in page.rows], "next_cursor": page.next_cursor}
        return Response(answer)


def _answer(row: SkippedFile) -> SkippedFileAnswer:
    return {
        "id": row.pk,
        "library_id": row.library.pid,
        "path": display_path(f"{row.root.path.rstrip('/')}/{row.path}"),
        "reason": row.reason,
        "reason_text": row.get_reason_display(),
        "detail": row.detail,
        "size_bytes": row.size_bytes,
        "first_seen_at": row.first_seen_at,
        "last_seen_at": row.last_seen_at,
    }
