"""Who is asking."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile, asking_user
from accounts.api.serializers import ProfileTasteSerializer
from accounts.api.shapes import MeAnswer, ProfileAnswer, profile_answer, user_answer
from mediaserver.lib.rest_input import read_body, refuse_query


class MeView(Endpoint):
    """The account and the profile behind this request."""

    @extend_schema(operation_id="me", tags=["account"], responses=MeAnswer)
    def get(self, request: Request) -> Response:
        """Tell who is asking."""
        refuse_query(request)
        user, profile = asking_user(request), asking_profile(request)
        answer: MeAnswer = {
            "user": user_answer(user),
            "profile": profile_answer(profile),
            "profiles": [profile_answer(row) for row in user.profiles.order_by("id")],
        }
        return Response(answer)

    @extend_schema(operation_id="me_update", tags=["account"], request=ProfileTasteSerializer, responses=ProfileAnswer)
    def patch(self, request: Request) -> Response:
        """Change language, theme and colours of the present profile; a profile with limits may, too."""
        profile = asking_profile(request)
        values = read_body(request, ProfileTasteSerializer, partial=True)
        for name, value in values.items():
            setattr(profile, name, value)
        if values:
            profile.save(update_fields=list(values))
        return Response(profile_answer(profile))
