"""What the API answers about accounts, and how rows become it."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from accounts.models import ApiToken, Device, Profile, Role, User


class ProfileAnswer(TypedDict):
    """A viewer inside an account. `highest_age` null means without limit."""

    id: str
    name: str
    colour: str
    is_child: bool
    highest_age: int | None
    has_pin: bool
    language: str
    audio_languages: list[str]
    subtitle_languages: list[str]
    theme: Profile.Theme
    contrast: Profile.Contrast


class UserAnswer(TypedDict):
    """An account that signs in."""

    id: str
    username: str
    email: str
    role: Role
    language: str
    is_active: bool
    created_at: datetime


class MeAnswer(TypedDict):
    """Who is asking: the account, the profile that this request counts for, and all profiles of the account."""

    user: UserAnswer
    profile: ProfileAnswer
    profiles: list[ProfileAnswer]


class TokenAnswer(TypedDict):
    """A secret that a program signs in with; the secret itself is never shown again."""

    id: str
    name: str
    scopes: list[ApiToken.Scope]
    profile_id: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewTokenAnswer(TokenAnswer):
    """A fresh token with its secret, which is shown this once."""

    secret: str


class DeviceAnswer(TypedDict):
    """One installed client."""

    id: str
    name: str
    client: str
    client_version: str
    profile_id: str | None
    is_this_one: bool
    last_seen_at: datetime
    last_address: str | None
    created_at: datetime


def profile_answer(row: Profile) -> ProfileAnswer:
    """Describe a profile."""
    return {
        "id": row.pid,
        "name": row.name,
        "colour": row.colour,
        "is_child": row.is_child,
        "highest_age": row.highest_age,
        "has_pin": row.has_pin,
        "language": row.language,
        "audio_languages": row.audio_languages,
        "subtitle_languages": row.subtitle_languages,
        "theme": Profile.Theme(row.theme),
        "contrast": Profile.Contrast(row.contrast),
    }


def user_answer(row: User) -> UserAnswer:
    """Describe an account."""
    return {
        "id": row.pid,
        "username": row.username,
        "email": row.email,
        "role": Role(row.role),
        "language": row.language,
        "is_active": row.is_active,
        "created_at": row.created_at,
    }


def token_answer(row: ApiToken) -> TokenAnswer:
    """Describe a token without its secret."""
    return {
        "id": row.pid,
        "name": row.name,
        "scopes": row.scopes,
        "profile_id": row.profile.pid if row.profile else None,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
    }


def device_answer(row: Device, session_key: str | None) -> DeviceAnswer:
    """Describe a device; `session_key` is that of the browser that asks."""
    return {
        "id": row.pid,
        "name": row.name,
        "client": row.client,
        "client_version": row.client_version,
        "profile_id": row.profile.pid if row.profile else None,
        "is_this_one": bool(session_key) and row.session_key == session_key,
        "last_seen_at": row.last_seen_at,
        "last_address": row.last_address,
        "created_at": row.created_at,
    }
