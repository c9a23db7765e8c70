"""Every address of the program: no two collide, and strangers get nowhere but where a written list lets them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories.people import Cast
from tests.library.api.conftest import House, house

__all__ = ["house"]

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
SAMPLES = {
    "pid": uuid.UUID(int=0x21 << 120).hex,
    "int": "480",
    "path": "a/b",
    "str": "a",
    "slug": "a",
    "uuid": str(uuid.UUID(int=1)),
}

OPEN_TO_STRANGERS = {
    "start": "leads to the home page, which asks to sign in",
    "health": "answers whether the process lives, and nothing else",
    "ready": "answers whether the server can serve, and nothing else",
    "javascript-catalog": "words of the pages, the same for everybody",
    "accounts:sign-in": "where one signs in",
    "accounts:sign-out": "signs nobody out of nothing",
    "installable:manifest": "name and colours of the installable program",
    "installable:service-worker": "a script, the same for everybody",
    "installable:offline": "says that there is no connection",
    "admin:jsi18n": "words of the desk, the same for everybody",
    "admin:login": "leads to the sign-in page",
}
"""Addresses that may answer a stranger with something else than "sign in" or "no"; each with its reason."""
OPEN_PREFIXES = {
    "ops:setup": "the first run, guarded by its own code (its own tests), gone once there is an owner",
    "accounts:setup": "the first run, guarded by its own code (its own tests), gone once there is an owner",
}


def walk(patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """All (name with namespace, route) pairs."""
    for part in patterns:
        if isinstance(part, URLResolver):
            inner = f"{space}{part.namespace}:" if part.namespace else space
            yield from walk(part.url_patterns, prefix + str(part.pattern), inner)
        else:
            yield space + (part.name or ""), prefix + str(part.pattern)


ADDRESSES = sorted(set(walk(get_resolver().url_patterns)))


def _sample(route: str) -> str:
    """An address that the route matches."""
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES[match.group(1) or "str"], route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "library", route)
    return "/" + re.sub(r"[\^$?\\]|\.\*", "", route)


def _shape(route: str) -> str:
    """The route in lower case, each place by its kind only."""
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: f"<{match.group(1) or 'str'}>", route).lower()


def test_no_two_addresses_collide_in_lower_case() -> None:
    shapes: dict[str, str] = {}
    clashes = []
    for name, route in ADDRESSES:
        other = shapes.setdefault(_shape(route), name)
        if other != name:
            clashes.append((route, other, name))

    assert not clashes


def test_every_address_has_a_name() -> None:
    assert not [route for name, route in ADDRESSES if name.endswith(":") or not name if not route.startswith("admin/")]


def test_addresses_of_the_api_are_plural_kebab_case_and_end_with_a_slash() -> None:
    routes = [route for name, route in ADDRESSES if name.startswith("api:") and name != "api:nothing-here"]

    assert not [route for route in routes if not re.fullmatch(r"api/v1/([a-z][a-z0-9-]*/|<(pid|int):\w+>/)+", route)]


def _is_open(name: str) -> bool:
    return name in OPEN_TO_STRANGERS or any(name.startswith(prefix) for prefix in OPEN_PREFIXES)


def _leads_to_sign_in(location: str) -> bool:
    path = location.partition("?")[0]
    return path in {reverse("accounts:sign-in"), reverse("admin:login")} or path.startswith(
        ("/app/setup", "/app/welcome")
    )


@pytest.mark.parametrize("name,route", ADDRESSES, ids=lambda value: value)
def test_stranger_gets_nowhere(cast: Cast, name: str, route: str) -> None:
    """Every address, every method: sign in (401 or the sign-in page), no (403), or nothing there (404, 405)."""
    if _is_open(name):
        return
    for method in METHODS:
        answer = getattr(Client(), method)(_sample(route))
        allowed = {401, 403, 404, 405}
        if answer.status_code in {301, 302, 303, 307, 308}:
            location = answer["Location"]
            slash_added = location == _sample(route) + "/"
            assert slash_added or _leads_to_sign_in(location), (method, location)
        else:
            assert answer.status_code in allowed, (method, answer.status_code)
            if name.startswith("api:") and method != "head" and name not in {"api:docs", "api:schema"}:
                assert set(answer.json()) == {"code", "message", "details"}


def test_list_of_open_addresses_names_only_what_exists() -> None:
    names = {name for name, _route in ADDRESSES}

    assert not OPEN_TO_STRANGERS.keys() - names


@pytest.mark.parametrize(
    "path",
    ["/api/..;/admin/", "//api/v1/items/", "/api/v1/..%2fitems/", "/API/v1/items/", "/api/v1/items/.", "/api%2fv1%2fitems/",
     "/static/../api/v1/items/", "/api/v1/items/%2e%2e/", "/api/v1//items/", "/api/v1/items/;a=b", "/health/../api/v1/me/",
     "/health?next=/api/v1/me/", "/app/%5c..%5capi/v1/me/"],
)  # fmt: skip
def test_tricks_with_the_path_open_nothing(cast: Cast, path: str) -> None:
    answer = Client().get(path)

    assert answer.status_code in {301, 302, 401, 403, 404} or path.startswith("/health")
    assert b"olive" not in answer.content


@pytest.mark.parametrize("name", sorted(OPEN_TO_STRANGERS))
def test_open_address_in_the_query_opens_nothing(cast: Cast, name: str) -> None:
    """Exemptions go by name, never by what stands in the query."""
    route = dict(ADDRESSES).get(name, "")

    answer = Client().get("/api/v1/items/", query_params={"r": _sample(route), "next": _sample(route)})

    assert answer.status_code == 401


def test_answers_to_strangers_hold_no_secret(cast: Cast) -> None:
    from django.conf import settings

    from accounts.models import ApiToken

    _row, secret = ApiToken.issue(profile=cast.owner, name="a", scopes=["read"])
    for name, route in ADDRESSES:
        content = Client().get(_sample(route)).getvalue()
        for wanted in (settings.SECRET_KEY, secret, cast.owner.user.password):
            assert wanted.encode() not in content, name


def test_reading_changes_nothing(cast: Cast, house: House) -> None:
    """Every GET of the API leaves the database as it was, but for the note of when a device was seen."""
    from django.core import serializers
    from django.db.models import Model

    from accounts.models import Profile, User
    from library.models import MediaItem, WatchState
    from tests.factories.people import signed_in

    def state() -> str:
        watched: list[type[Model]] = [Profile, User, MediaItem, WatchState]
        return "".join(serializers.serialize("json", model._base_manager.order_by("pk")) for model in watched)

    client, before = signed_in(cast.owner), None
    before = state()
    for name, route in ADDRESSES:
        if name.startswith("api:"):
            client.get(_sample(route))

    assert state() == before
