"""The profiles of one's own account."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_user
from accounts.api.serializers import ProfileWriteSerializer
from accounts.api.shapes import ProfileAnswer, profile_answer
from accounts.models import Profile, User
from accounts.permissions import is_restricted
from mediaserver.lib.errors import Conflict
from mediaserver.lib.rest_input import read_body, refuse_query
from mediaserver.lib.rest_schema import list_of

WRITES = frozenset({"POST", "PATCH", "DELETE"})


def _write(profile: Profile, values: dict[str, Any]) -> None:
    """Put the values into the row. Raises Conflict where the name is taken."""
    if "pin" in values:
        profile.set_pin(values.pop("pin"))
    for name, value in values.items():
        setattr(profile, name, value)
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        raise Conflict(_("This account has a profile of that name already."), name=profile.name) from error


def _keep_one_open(user: User) -> None:
    """Raise Conflict where no profile without limits would be left to lift the limits of the others again."""
    if all(is_restricted(row) for row in user.profiles.all()):
        raise Conflict(_("An account keeps at least one profile without limits."))


class ProfileListView(Endpoint):
    """All profiles of the account."""

    own_hands_methods: ClassVar[frozenset[str]] = WRITES

    @extend_schema(operation_id="profiles", tags=["account"], responses=list_of(ProfileAnswer))
    def get(self, request: Request) -> Response:
        """List the profiles of the account, oldest first."""
        refuse_query(request)
        return Response({"results": [profile_answer(row) for row in asking_user(request).profiles.order_by("id")]})

    @extend_schema(
        operation_id="profile_create", tags=["account"], request=ProfileWriteSerializer, responses={201: ProfileAnswer}
    )
    def post(self, request: Request) -> Response:
        """Make a profile. What it may see is given separately; until then it sees nothing."""
        profile = Profile(user=asking_user(request))
        _write(profile, read_body(request, ProfileWriteSerializer))
        return Response(profile_answer(profile), status=201)


class ProfileView(Endpoint):
    """One profile of the account."""

    own_hands_methods: ClassVar[frozenset[str]] = WRITES

    @extend_schema(operation_id="profile", tags=["account"], responses=ProfileAnswer)
    def get(self, request: Request, profile_id: uuid.UUID) -> Response:
        """Describe a profile."""
        refuse_query(request)
        return Response(profile_answer(get_object_or_404(asking_user(request).profiles, public_id=profile_id)))

    @extend_schema(
        operation_id="profile_update", tags=["account"], request=ProfileWriteSerializer, responses=ProfileAnswer
    )
    def patch(self, request: Request, profile_id: uuid.UUID) -> Response:
        """Change a profile, its limits included."""
        profile = get_object_or_404(asking_user(request).profiles, public_id=profile_id)
        with transaction.atomic():
            _write(profile, read_body(request, ProfileWriteSerializer, partial=True))
            _keep_one_open(asking_user(request))
        return Response(profile_answer(profile))

    @extend_schema(operation_id="profile_delete", tags=["account"], responses={204: None})
    def delete(self, request: Request, profile_id: uuid.UUID) -> Response:
        """Delete a profile and what it watched. The last one without limits stays."""
        profile = get_object_or_404(asking_user(request).profiles, public_id=profile_id)
        with transaction.atomic():
            profile.delete()
            _keep_one_open(asking_user(request))
        return Response(status=204)
