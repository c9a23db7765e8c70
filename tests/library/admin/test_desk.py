"""The librarian's desk: who may enter, what it costs, and what follows from an edit."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from library.models import (
    ArtistCredit,
    Credit,
    ExternalId,
    FieldLock,
    Genre,
    ItemGenre,
    ItemTag,
    LibraryKind,
    MediaItem,
    Person,
    SkippedFile,
    Tag,
)
from library.search import index_items, search
from mediaserver.lib.paths import path_hash
from mediaserver.system.models import HealthIssue, Job
from tests.factories import catalogue as make
from tests.factories.people import Cast, signed_in

TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label)
OWNERS_TABLES = {"accounts", "streaming"}


def _address(model: Any, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_owner_opens_every_table(cast: Cast, model: Any) -> None:
    assert signed_in(cast.owner).get(_address(model)).status_code == 200


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_librarian_opens_all_but_the_accounts(cast: Cast, model: Any) -> None:
    expected = 403 if model._meta.app_label in OWNERS_TABLES or model.__module__.startswith("django_q") else 200

    assert signed_in(cast.librarian).get(_address(model)).status_code == expected


@pytest.mark.parametrize("who", ["member", "guest", "child", "member_second"])
def test_nobody_else_enters(cast: Cast, who: str) -> None:
    client = signed_in(cast.everybody()[who])

    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/login/").status_code == 403
    assert client.get(_address(MediaItem)).status_code == 403


def test_stranger_is_led_to_the_sign_in_page(db: None) -> None:
    answer = Client().get(_address(MediaItem))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:sign-in"))


def test_token_does_not_open_the_desk(cast: Cast) -> None:
    from tests.factories.people import with_token

    assert with_token(cast.owner).get("/admin/").status_code == 302


def test_librarian_sees_only_items_of_their_libraries(cast: Cast) -> None:
    from library.access import grant_libraries

    mine, other = make.make_library(), make.make_library()
    make.make_movie(mine, "Mine to see")
    hidden = make.make_movie(other, "Hidden from me")
    grant_libraries(cast.librarian, [mine])
    client = signed_in(cast.librarian)

    page = client.get(_address(MediaItem)).content.decode()
    assert "Mine to see" in page
    assert "Hidden from me" not in page
    assert client.get(_address(MediaItem, "change", hidden.pk)).status_code == 302


def _fill(count: int) -> None:
    """So many rows of everything that has a table."""
    films, music = make.make_library(), make.make_library(LibraryKind.MUSIC)
    for number in range(count):
        film = make.make_movie(films)
        make.make_version(film)
        make.make_artwork(film)
        make.make_album(music, tracks=1)
        SkippedFile.objects.create(
            library=films, root=films.roots.get(), path=f"bad {number}", path_hash=path_hash(f"bad {number}".encode()),
            reason=SkippedFile.Reason.BROKEN,
        )  # fmt: skip
        Job.objects.create(kind="scan", key=f"done:{films.pk}:{number}", state=Job.State.SUCCEEDED)
        HealthIssue.objects.create(key=f"test:{films.pk}:{number}", what="Something")
        Genre.objects.create(name=f"Genre {films.pk} {number}", name_key=f"genre {films.pk} {number}")


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_table_asks_as_often_for_many_rows_as_for_few(cast: Cast, model: Any) -> None:
    client = signed_in(cast.owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(_address(model)).status_code == 200
        return len(caught)

    _fill(2)
    few = queries()
    _fill(6)
    assert queries() <= few + 1, "one query for the total is let off on the first page"


def _rich_item(count: int) -> MediaItem:
    library = make.make_library(LibraryKind.MUSIC)
    item = make.make_album(library, tracks=0)
    keys = {"kind": item.kind, "access_class": item.access_class, "added_at": item.added_at}
    for number in range(count):
        name = f"{item.pk} {number}"
        person = Person.objects.create(name=name, name_key=name)
        Credit.objects.create(item=item, person=person, role=Credit.Role.COMPOSER)
        ItemGenre.objects.create(item=item, genre=Genre.objects.create(name=name, name_key=name), **keys)
        ItemTag.objects.create(item=item, tag=Tag.objects.create(name=name, name_key=name), **keys)
        ArtistCredit.objects.create(item=item, artist=make.make_item(library, "artist"), role="artist")
        ExternalId.objects.create(item=item, provider=f"p{number}", value=name)
        FieldLock.objects.create(item=item, field=f"field{number}")
        make.make_artwork(item)
        make.make_version(item)
    return item


def test_form_of_an_item_asks_as_often_for_many_rows_as_for_few(cast: Cast) -> None:
    client = signed_in(cast.librarian)

    def queries(item: MediaItem) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(_address(MediaItem, "change", item.pk)).status_code == 200
        return len(caught)

    few, many = _rich_item(1), _rich_item(9)
    queries(few)
    assert queries(many) == queries(few)


def _posted(client: Client, item: MediaItem, **changes: Any) -> Any:
    """Send the item's form as the browser would, with some fields changed."""
    page = client.get(_address(MediaItem, "change", item.pk))
    data: dict[str, Any] = {}
    form = page.context["adminform"].form
    for bound in form:
        value = bound.value()
        data[bound.html_name] = "" if value is None else value
    for inline in page.context["inline_admin_formsets"]:
        for part in [inline.formset.management_form, *inline.formset.forms]:
            for bound in part:
                value = bound.value()
                if value is not None and value is not False:
                    data[bound.html_name] = value
    data |= changes
    if data.get("taken_at_0") is None:
        data |= {"taken_at_0": "", "taken_at_1": ""}
    data.pop("taken_at", None)
    return client.post(_address(MediaItem, "change", item.pk), data)


def test_field_edited_by_hand_is_locked(cast: Cast) -> None:
    film = make.make_movie(make.make_library(), "Wrong")

    answer = _posted(signed_in(cast.librarian), film, title="Right")

    assert answer.status_code == 302, answer.context["errors"]
    film.refresh_from_db()
    assert film.title == "Right"
    lock = FieldLock.objects.get(item=film)
    assert (lock.field, lock.locked_by) == ("title", cast.librarian.user.public_id)


def test_edited_title_is_found_at_once(cast: Cast) -> None:
    film = make.make_movie(make.make_library(), "Wrong")
    index_items([film.pk])

    _posted(signed_in(cast.librarian), film, title="Zeppelin")

    assert [group.items[0].pk for group in search(cast.owner, "zepp")] == [film.pk]
    assert search(cast.owner, "wrong") == []


def test_rating_set_at_the_desk_hides_the_item_from_a_child(cast: Cast) -> None:
    from library.access import reclass_tree

    series = make.make_series(make.make_library(LibraryKind.SERIES), "Fit", {1: 2}, content_rating_age=0)
    reclass_tree(series)
    assert series in MediaItem.objects.visible_to(make.next_request(cast.child))

    _posted(signed_in(cast.librarian), series, content_rating_age="16")

    seen = MediaItem.objects.visible_to(make.next_request(cast.child))
    assert not seen.filter(root=series).exists()
    assert series not in seen


def test_rating_of_an_episode_reaches_its_season_and_series(cast: Cast) -> None:
    series = make.make_series(make.make_library(LibraryKind.SERIES), "Show", {1: 1})

    _posted(signed_in(cast.librarian), make.episode_of(series, 1, 1), content_rating_age="0")

    assert series in MediaItem.objects.visible_to(make.next_request(cast.child))


def test_genre_row_added_at_the_desk_carries_the_sort_keys(cast: Cast) -> None:
    film = make.make_movie(make.make_library(), "Lamp")
    genre = Genre.objects.create(name="Drama", name_key="drama")

    answer = _posted(
        signed_in(cast.librarian), film,
        **{"item_genres-TOTAL_FORMS": "1", "item_genres-0-genre": genre.pk, "item_genres-0-position": "0",
           "item_genres-0-item": film.pk},
    )  # fmt: skip

    assert answer.status_code == 302
    row = ItemGenre.objects.get()
    assert (row.kind, row.sort_title, row.access_class_id) == ("movie", "lamp", film.access_class_id)
    assert FieldLock.objects.get(item=film).field == "genres"


def _act(cast: Cast, model: Any, action: str, rows: list[Any], **more: str) -> str:
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], **more}
    answer = signed_in(cast.librarian).post(_address(model), data, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_fields_are_locked_and_unlocked_in_bulk(cast: Cast) -> None:
    library = make.make_library()
    films = [make.make_movie(library), make.make_movie(library)]

    _act(cast, MediaItem, "lock_all", films)
    assert FieldLock.objects.filter(item=films[0], field="overview").exists()
    assert FieldLock.objects.values("item").distinct().count() == 2

    _act(cast, MediaItem, "unlock_all", films[:1])
    assert set(FieldLock.objects.values_list("item", flat=True)) == {films[1].pk}


def test_restricted_tag_attached_in_bulk_hides_the_items(cast: Cast) -> None:
    library = make.make_library()
    films = [make.make_movie(library), make.make_movie(library)]
    tag = Tag.objects.create(name="Private", name_key="private", is_restricted=True)
    cast.member.access.blocked_tags.add(tag)

    _act(cast, MediaItem, "add_tag", films[:1], tag="private")
    assert list(MediaItem.objects.visible_to(make.next_request(cast.member))) == [films[1]]

    _act(cast, MediaItem, "remove_tag", films, tag="Private")
    assert MediaItem.objects.visible_to(make.next_request(cast.member)).count() == 2


def test_restricting_a_tag_hides_what_carries_it(cast: Cast) -> None:
    film = make.make_movie(make.make_library())
    _act(cast, MediaItem, "add_tag", [film], tag="Quiet")
    tag = Tag.objects.get()
    cast.member.access.blocked_tags.add(tag)
    assert film in MediaItem.objects.visible_to(make.next_request(cast.member))

    data = {"name": "Quiet", "colour": "", "is_restricted": "on"}
    signed_in(cast.librarian).post(_address(Tag, "change", tag.pk), data)

    assert film not in MediaItem.objects.visible_to(make.next_request(cast.member))


def test_action_without_a_tag_says_so(cast: Cast) -> None:
    film = make.make_movie(make.make_library())

    assert "Write the tag" in _act(cast, MediaItem, "add_tag", [film])


def test_jobs_are_cancelled_in_bulk(cast: Cast) -> None:
    waiting = Job.objects.create(kind="scan", key="one")
    done = Job.objects.create(kind="scan", key="two", state=Job.State.SUCCEEDED)

    _act(cast, Job, "cancel", [waiting, done])

    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.state, done.state) == (Job.State.CANCELLED, Job.State.SUCCEEDED)


def test_last_owner_keeps_the_role(cast: Cast) -> None:
    user = cast.owner.user
    data = {
        "username": user.username, "role": Role.MEMBER, "is_active": "on", "language": "", "email": "", "new_password": "",
        "profiles-TOTAL_FORMS": "0", "profiles-INITIAL_FORMS": "0",
    }  # fmt: skip

    answer = signed_in(cast.owner).post(_address(type(user), "change", user.pk), data)

    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.role == Role.OWNER
