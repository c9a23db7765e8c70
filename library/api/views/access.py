"""What each profile may see, for owners."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint
from accounts.models import Profile
from accounts.permissions import is_restricted
from library.access import give_all_libraries, grant_libraries
from library.api.desk_shapes import AccessAnswer
from library.models import Library, ProfileAccess, Tag
from mediaserver.lib.errors import Conflict
from mediaserver.lib.rest_input import PidsField, read_body, refuse_query

OWNERS_ONLY = frozenset({"GET", "PATCH"})


class AccessPatchSerializer(serializers.Serializer[Any]):
    """What a profile may see."""

    all_libraries = serializers.BooleanField(required=False)
    libraries = PidsField(required=False)
    unrated_allowed = serializers.BooleanField(required=False)
    blocked_tags = PidsField(required=False)
    highest_age = serializers.IntegerField(min_value=0, max_value=99, required=False, allow_null=True)
    is_child = serializers.BooleanField(required=False)


class ProfileAccessView(Endpoint):
    """What one profile may see."""

    owner_methods: ClassVar[frozenset[str]] = OWNERS_ONLY

    @extend_schema(operation_id="profile_access", tags=["users"], responses=AccessAnswer)
    def get(self, request: Request, profile_id: uuid.UUID) -> Response:
        """Tell what a profile of any account may see."""
        refuse_query(request)
        return Response(_answer(get_object_or_404(Profile, public_id=profile_id)))

    @extend_schema(
        operation_id="profile_access_update", tags=["users"], request=AccessPatchSerializer, responses=AccessAnswer
    )
    def patch(self, request: Request, profile_id: uuid.UUID) -> Response:
        """Give and take libraries, tags and the highest age; holds from the profile's next request on."""
        values = read_body(request, AccessPatchSerializer, partial=True)
        with transaction.atomic():
            profile = get_object_or_404(
                Profile.objects.select_for_update(of=("self",)).select_related("user"), public_id=profile_id
            )
            set_access(profile, values)
        return Response(_answer(profile))


def set_access(profile: Profile, values: dict[str, Any]) -> None:
    """Write what the profile may see. Raises Http404 for libraries and tags that are not there."""
    if values.get("all_libraries"):
        give_all_libraries(profile)
    elif "libraries" in values:
        grant_libraries(profile, [get_object_or_404(Library, public_id=pid) for pid in values["libraries"]])
    elif values.get("all_libraries") is False:
        grant_libraries(profile, [])
    access, _made = ProfileAccess.objects.get_or_create(profile=profile)
    if "unrated_allowed" in values:
        access.unrated_allowed = values["unrated_allowed"]
        access.save(update_fields=["unrated_allowed"])
    if "blocked_tags" in values:
        access.blocked_tags.set([get_object_or_404(Tag, public_id=pid) for pid in values["blocked_tags"]])
    limits = [name for name in ("highest_age", "is_child") if name in values]
    for name in limits:
        setattr(profile, name, values[name])
    if limits:
        profile.save(update_fields=limits)
        if profile.user.is_owner and all(is_restricted(row) for row in profile.user.profiles.all()):
            raise Conflict(_("An owner keeps at least one profile without limits."))


def _answer(profile: Profile) -> AccessAnswer:
    access = ProfileAccess.objects.filter(profile_id=profile.pk).prefetch_related("blocked_tags").first()
    libraries = Library.objects.filter(grants__profile_id=profile.pk)
    return {
        "all_libraries": bool(access and access.all_libraries),
        "libraries": [row.pid for row in libraries],
        "unrated_allowed": access.unrated_allowed if access else False,
        "blocked_tags": [row.pid for row in access.blocked_tags.all()] if access else [],
        "highest_age": profile.highest_age,
        "is_child": profile.is_child,
    }
