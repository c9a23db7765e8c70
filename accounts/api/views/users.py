"""All accounts of the server, for its owners."""

from __future__ import annotations

import uuid
from typing import ClassVar, TypedDict

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_user
from accounts.api.serializers import UserPatchSerializer, UserWriteSerializer
from accounts.api.shapes import UserAnswer, user_answer
from accounts.models import Role, User
from mediaserver.lib.errors import Conflict, NotAllowed
from mediaserver.lib.keyset import page_after
from mediaserver.lib.rest_input import PageQuery, read_body, read_query, refuse_query

OWNERS_ONLY = frozenset({"GET", "POST", "PATCH", "DELETE"})


class UserPage(TypedDict):
    """One page of accounts."""

    results: list[UserAnswer]
    next_cursor: str | None


def keep_an_owner(leaving: User) -> None:
    """Raise Conflict where nobody would be left to run the server. Call inside a transaction."""
    owners = User.objects.select_for_update().filter(role=Role.OWNER, is_active=True)
    if leaving.pk in {row.pk for row in owners} and len(owners) == 1:
        raise Conflict(_("The server keeps at least one owner who may sign in."))


class UserListView(Endpoint):
    """All accounts."""

    owner_methods: ClassVar[frozenset[str]] = OWNERS_ONLY

    @extend_schema(operation_id="users", tags=["users"], parameters=[PageQuery], responses=UserPage)
    def get(self, request: Request) -> Response:
        """List the accounts by name."""
        query = read_query(request, PageQuery)
        page = page_after(User.objects.all(), ["username_key"], query.get("cursor"), query["limit"])
        answer: UserPage = {"results": [user_answer(row) for row in page.rows], "next_cursor": page.next_cursor}
        return Response(answer)

    @extend_schema(operation_id="user_create", tags=["users"], request=UserWriteSerializer, responses={201: UserAnswer})
    def post(self, request: Request) -> Response:
        """Make an account with its first profile, which sees nothing until it is given libraries."""
        values = read_body(request, UserWriteSerializer)
        user = User.objects.create_user(values.pop("username"), values.pop("password"), **values)
        return Response(user_answer(user), status=201)


class UserView(Endpoint):
    """One account."""

    owner_methods: ClassVar[frozenset[str]] = OWNERS_ONLY

    @extend_schema(operation_id="user", tags=["users"], responses=UserAnswer)
    def get(self, request: Request, user_id: uuid.UUID) -> Response:
        """Describe an account."""
        refuse_query(request)
        return Response(user_answer(get_object_or_404(User, public_id=user_id)))

    @extend_schema(operation_id="user_update", tags=["users"], request=UserPatchSerializer, responses=UserAnswer)
    def patch(self, request: Request, user_id: uuid.UUID) -> Response:
        """Change role or e-mail, or keep an account from signing in. The last owner stays one."""
        values = read_body(request, UserPatchSerializer, partial=True)
        with transaction.atomic():
            user = get_object_or_404(User.objects.select_for_update(), public_id=user_id)
            if values.get("role", Role.OWNER) != Role.OWNER or values.get("is_active") is False:
                keep_an_owner(user)
            for name, value in values.items():
                setattr(user, name, value)
            user.save()
        return Response(user_answer(user))

    @extend_schema(operation_id="user_delete", tags=["users"], responses={204: None})
    def delete(self, request: Request, user_id: uuid.UUID) -> Response:
        """Delete an account with its profiles and what they watched. Nobody deletes the account they use."""
        with transaction.atomic():
            user = get_object_or_404(User.objects.select_for_update(), public_id=user_id)
            if user.pk == asking_user(request).pk:
                raise NotAllowed(_("You can't delete the account you are signed in with. Another owner can."))
            keep_an_owner(user)
            user.delete()
        return Response(status=204)
