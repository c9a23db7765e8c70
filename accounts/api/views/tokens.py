"""The tokens of one's own account."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile, asking_user
from accounts.api.serializers import TokenWriteSerializer
from accounts.api.shapes import NewTokenAnswer, TokenAnswer, token_answer
from accounts.models import ApiToken
from mediaserver.lib.rest_input import read_body, refuse_query
from mediaserver.lib.rest_schema import list_of

METHODS = frozenset({"GET", "POST", "DELETE"})


class TokenListView(Endpoint):
    """All tokens of the account. A token can't call this: keys never edit keys."""

    own_hands_methods: ClassVar[frozenset[str]] = METHODS

    @extend_schema(operation_id="tokens", tags=["account"], responses=list_of(TokenAnswer))
    def get(self, request: Request) -> Response:
        """List the account's tokens, newest first, without their secrets."""
        refuse_query(request)
        rows = asking_user(request).api_tokens.select_related("profile").order_by("-created_at", "-id")
        return Response({"results": [token_answer(row) for row in rows]})

    @extend_schema(
        operation_id="token_create", tags=["account"], request=TokenWriteSerializer, responses={201: NewTokenAnswer}
    )
    def post(self, request: Request) -> Response:
        """Make a token. Its `secret` is in this answer and nowhere else."""
        values = read_body(request, TokenWriteSerializer)
        profile = asking_profile(request)
        if "profile_id" in values:
            profile = get_object_or_404(asking_user(request).profiles, public_id=values["profile_id"])
        token, secret = ApiToken.issue(
            profile=profile, name=values["name"], scopes=values["scopes"], expires_at=values.get("expires_at")
        )
        answer: NewTokenAnswer = {**token_answer(token), "secret": secret}
        return Response(answer, status=201)


class TokenView(Endpoint):
    """One token of the account."""

    own_hands_methods: ClassVar[frozenset[str]] = METHODS

    @extend_schema(operation_id="token_delete", tags=["account"], responses={204: None})
    def delete(self, request: Request, token_id: uuid.UUID) -> Response:
        """Take a token back; it stops working at once."""
        get_object_or_404(asking_user(request).api_tokens, public_id=token_id).delete()
        return Response(status=204)
