"""The people page: who may open it, what it writes, whom it never removes."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.models import Device, Profile, Role, User
from library.access import class_for, grant_libraries, visible_class_ids
from library.models import Library
from tests.factories.people import Cast, signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("library:people-list")


def _values(**changes: object) -> dict[str, object]:
    return {"username": "Ines", "password": "four quiet rivers", "role": "member"} | changes


def test_new_member_sees_only_the_granted_library(cast: Cast) -> None:
    films = Library.objects.create(name="Films here", kind="movies")
    music = Library.objects.create(name="Music here", kind="music")
    answer = signed_in(cast.owner).post(LIST, _values(libraries=[films.pk]))
    assert answer.status_code == 302
    profile = User.objects.get(username="Ines").profiles.get()
    wanted, hidden = class_for(films).pk, class_for(music).pk
    assert wanted in visible_class_ids(profile)
    assert hidden not in visible_class_ids(profile)


def test_weak_password_is_refused_with_the_reason(cast: Cast) -> None:
    answer = signed_in(cast.owner).post(LIST, _values(password="12345678"))
    assert answer.status_code == 422
    assert not User.objects.filter(username="Ines").exists()
    assert "too common" in answer.content.decode() or "entirely numeric" in answer.content.decode()


def test_taken_name_is_refused_whatever_its_case(cast: Cast) -> None:
    answer = signed_in(cast.owner).post(LIST, _values(username=cast.owner.user.username.upper()))
    assert answer.status_code == 422
    assert "already" in answer.content.decode()


@pytest.mark.parametrize("who", ["librarian", "member", "guest"])
def test_only_owners_come_in(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(LIST).status_code == 403
    assert client.post(LIST, _values()).status_code == 403
    assert client.get(reverse("library:person-edit", args=[cast.owner.user.pid])).status_code == 403
    assert client.post(reverse("library:person-remove", args=[cast.owner.user.pid])).status_code == 403
    assert User.objects.filter(pk=cast.owner.user.pk).exists()


def test_last_owner_stays_an_owner(cast: Cast) -> None:
    User.objects.filter(role=Role.OWNER).exclude(pk=cast.owner.user.pk).delete()
    url = reverse("library:person-edit", args=[cast.owner.user.pid])
    values = {"username": cast.owner.user.username, "role": "member", "is_active": "on", "password": ""}
    assert signed_in(cast.owner).post(url, values).status_code == 422
    assert User.objects.get(pk=cast.owner.user.pk).is_owner


def test_nobody_removes_themselves(cast: Cast) -> None:
    signed_in(cast.owner).post(reverse("library:person-remove", args=[cast.owner.user.pid]))
    assert User.objects.filter(pk=cast.owner.user.pk).exists()


def test_new_password_signs_the_person_out_everywhere(cast: Cast) -> None:
    theirs = signed_in(cast.member)
    key = theirs.session.session_key
    Device.objects.create(user=cast.member.user, client_key="browser", name="Firefox", session_key=key)
    url = reverse("library:person-edit", args=[cast.member.user.pid])
    values = {
        "username": cast.member.user.username,
        "role": "member",
        "is_active": "on",
        "password": "nine slow trains",
    }
    assert signed_in(cast.owner).post(url, values).status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    assert theirs.get(reverse("library:home")).status_code == 302


def test_list_costs_the_same_for_many_people(cast: Cast, django_assert_max_num_queries: object) -> None:
    client = signed_in(cast.owner)
    client.get(LIST)
    for number in range(20):
        User.objects.create_user(f"guest {number}", None)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get(LIST).status_code == 200


def test_child_profile_beside_an_account_is_not_widened(cast: Cast) -> None:
    library = Library.objects.create(name="Films here", kind="movies")
    grant_libraries(cast.child, [])
    url = reverse("library:person-edit", args=[cast.owner.user.pid])
    values = {
        "username": cast.owner.user.username,
        "role": "owner",
        "is_active": "on",
        "all_libraries": "on",
        "password": "",
    }
    assert signed_in(cast.owner).post(url, values).status_code == 302
    assert class_for(library).pk not in visible_class_ids(Profile.objects.get(pk=cast.child.pk))
