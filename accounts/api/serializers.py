"""What the API reads about accounts: every field named, every text with a length."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import ApiToken, Profile, Role, User
from accounts.models.users import compared_name
from mediaserver.lib.rest_input import PidField

Values = serializers.Serializer[Any]


class LanguagesField(serializers.ListField):
    """Language tags, most wanted first."""

    child = serializers.RegexField(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=20)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)


class ProfileTasteSerializer(Values):
    """What every profile may change about itself."""

    colour = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", max_length=7, required=False)
    language = serializers.ChoiceField(choices=[("", ""), *settings.LANGUAGES], required=False)
    audio_languages = LanguagesField(required=False)
    subtitle_languages = LanguagesField(required=False)
    theme = serializers.ChoiceField(choices=Profile.Theme.choices, required=False)
    contrast = serializers.ChoiceField(choices=Profile.Contrast.choices, required=False)


class ProfileWriteSerializer(ProfileTasteSerializer):
    """A whole profile, limits included. `pin` "" takes the PIN away."""

    name = serializers.CharField(max_length=60)
    is_child = serializers.BooleanField(required=False)
    highest_age = serializers.IntegerField(min_value=0, max_value=99, required=False, allow_null=True)
    pin = serializers.RegexField(r"^(\d{4,8})?$", max_length=8, required=False, allow_blank=True)


class TokenWriteSerializer(Values):
    """A new token. It acts as the present profile, unless `profile_id` names another of the account."""

    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=ApiToken.Scope.choices), min_length=1, max_length=len(ApiToken.Scope)
    )
    profile_id = PidField(required=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)

    def validate_expires_at(self, value: Any) -> Any:
        """A token that has ended already is a mistake."""
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError(_("This time is over already."))
        return value


class UserWriteSerializer(Values):
    """A new account."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False, write_only=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices, required=False, default=Role.MEMBER)
    language = serializers.ChoiceField(choices=[("", ""), *settings.LANGUAGES], required=False)

    def validate_username(self, value: str) -> str:
        """Names are compared without regard to case."""
        if User.objects.filter(username_key=compared_name(value)).exists():
            raise serializers.ValidationError(_("This name is taken."))
        return value

    def validate(self, attrs: Any) -> Any:
        """Refuse a weak password."""
        try:
            validate_password(attrs["password"], User(username=attrs["username"], email=attrs.get("email", "")))
        except DjangoValidationError as error:
            raise serializers.ValidationError({"password": error.messages}) from error
        return attrs


class UserPatchSerializer(Values):
    """What an owner changes about an account."""

    role = serializers.ChoiceField(choices=Role.choices, required=False)
    is_active = serializers.BooleanField(required=False)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=[("", ""), *settings.LANGUAGES], required=False)
