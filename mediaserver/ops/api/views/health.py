"""Present troubles, for librarians; and which server this is, for everybody signed in."""

from __future__ import annotations

from typing import ClassVar

from django.utils import translation
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint
from mediaserver import VERSION
from mediaserver.lib.rest_input import refuse_query
from mediaserver.lib.rest_schema import list_of
from mediaserver.ops.api.shapes import HealthIssueAnswer, StatusAnswer
from mediaserver.system.health import sentence
from mediaserver.system.models import HealthIssue, Setting

SERVER_NAME = "server_name"


class HealthIssueListView(Endpoint):
    """All present troubles."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"GET"})

    @extend_schema(operation_id="health_issues", tags=["server"], responses=list_of(HealthIssueAnswer))
    def get(self, request: Request) -> Response:
        """List what is wrong now and what mends it; the worst first."""
        refuse_query(request)
        worst_first = [severity.value for severity in reversed(HealthIssue.Severity)]
        rows = sorted(HealthIssue.objects.order_by("since_at", "id"), key=lambda row: worst_first.index(row.severity))
        return Response({"results": [_answer(row) for row in rows]})


def _answer(row: HealthIssue) -> HealthIssueAnswer:
    return {
        "key": row.key,
        "severity": HealthIssue.Severity(row.severity),
        "what": sentence(row.what, row.facts),
        "why": sentence(row.why, row.facts),
        "remedy": sentence(row.remedy, row.facts),
        "command": row.command,
        "link": row.link,
        "since_at": row.since_at,
        "seen_at": row.seen_at,
    }


class StatusView(Endpoint):
    """Which server this is."""

    @extend_schema(operation_id="status", tags=["server"], responses=StatusAnswer)
    def get(self, request: Request) -> Response:
        """Tell the server's name and version, and the language of its sentences for this request."""
        refuse_query(request)
        answer: StatusAnswer = {
            "name": str(Setting.read(SERVER_NAME) or "Hearth"),
            "version": VERSION,
            "language": translation.get_language() or "en",
        }
        return Response(answer)
