"""Public ids, aliases, settings, troubles and events."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.apps import apps
from django.db import transaction

from mediaserver.system import events, health
from mediaserver.system.health import Finding, clear_issue, raise_issue, register_health_check, run_checks, sentence
from mediaserver.system.models import HealthIssue, PublicIdAlias, Setting
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte, new_public_id


def _tables() -> list[type[HasPublicId]]:
    return [model for model in apps.get_models() if issubclass(model, HasPublicId) and not model._meta.proxy]


def test_first_byte_names_the_table_and_the_rest_is_random() -> None:
    ids = {new_public_id(TableByte.ITEM) for _turn in range(1_000)}

    assert len(ids) == 1_000
    assert {made.bytes[0] for made in ids} == {TableByte.ITEM}
    assert len({made.bytes[1] for made in ids}) > 200


def test_every_table_has_a_byte_of_its_own() -> None:
    fields = [model._meta.get_field("public_id") for model in _tables()]
    numbers = [field.table for field in fields if isinstance(field, PublicIdField)]

    assert len(numbers) == len(fields) > 15
    assert len(numbers) == len(set(numbers))


def test_ids_are_unique_in_the_database_and_never_edited() -> None:
    for model in _tables():
        field = model._meta.get_field("public_id")
        assert field.unique
        assert not field.editable


@pytest.mark.django_db
def test_alias_leads_on_also_after_a_second_merge() -> None:
    first, second, third = (new_public_id(TableByte.ITEM) for _turn in range(3))
    PublicIdAlias.record(first, second)
    PublicIdAlias.record(second, third)

    assert PublicIdAlias.resolve(first) == PublicIdAlias.resolve(second) == third
    assert PublicIdAlias.resolve(third) == third
    stranger = uuid.uuid4()
    assert PublicIdAlias.resolve(stranger) == stranger


@pytest.mark.django_db
def test_setting_keeps_any_json_and_none_takes_it_away() -> None:
    assert Setting.read("a", "unset") == "unset"
    for value in ({"a": [1, None]}, "text", 0, False):
        Setting.write("a", value)
        assert Setting.read("a", "unset") == value
    Setting.write("a", None)
    assert Setting.read("a", "unset") == "unset"


@pytest.fixture
def check() -> Iterator[list[Finding]]:
    """A health check whose findings the test writes."""
    findings: list[Finding] = []
    register_health_check("test", lambda: list(findings))
    yield findings
    health._checks.pop("test")


@pytest.mark.django_db
def test_mended_trouble_goes_away_and_others_stay(check: list[Finding]) -> None:
    raise_issue(Finding(key="other:1", what="Stays"))
    check.extend([Finding(key="test:1", what="One"), Finding(key="test:2", what="Two")])
    run_checks("test")
    assert HealthIssue.objects.count() == 3
    since = HealthIssue.objects.get(key="test:2").since_at

    check.pop(0)
    run_checks("test")

    assert set(HealthIssue.objects.values_list("key", flat=True)) == {"other:1", "test:2"}
    assert HealthIssue.objects.get(key="test:2").since_at == since, "it is the same trouble as before"


@pytest.mark.django_db
def test_check_that_breaks_takes_nothing_away(caplog: pytest.LogCaptureFixture, check: list[Finding]) -> None:
    check.append(Finding(key="test:1", what="One"))
    run_checks("test")

    def broken() -> list[Finding]:
        raise ZeroDivisionError

    register_health_check("test", broken)
    run_checks("test")

    assert HealthIssue.objects.filter(key="test:1").exists()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db
def test_trouble_raised_in_passing_is_cleared_by_its_key() -> None:
    raise_issue(Finding(key="a", what="One"))
    raise_issue(Finding(key="a", what="Two"))
    assert HealthIssue.objects.get().what == "Two"

    clear_issue("a")

    assert not HealthIssue.objects.exists()


@pytest.mark.parametrize(
    ("template", "facts", "expected"),
    [("%(name)s is away", {"name": "Films"}, "Films is away"), ("100 %", {}, "100 %"), ("%(name)s", {}, "%(name)s"),
     ("", {}, ""), ("%(n)d left", {"n": "x"}, "%(n)d left"), ("%(name)s", {"name": "%(secret)s"}, "%(secret)s")],
)  # fmt: skip
def test_sentence_is_filled_or_left_as_it_is(template: str, facts: dict[str, object], expected: str) -> None:
    assert sentence(template, facts) == expected


async def _next_message(group: str, send: object) -> dict[str, object]:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(group, channel)
    try:
        from asgiref.sync import sync_to_async

        await sync_to_async(send)()  # type: ignore[type-var]
        message: dict[str, object] = await layer.receive(channel)
        return message
    finally:
        await layer.group_discard(group, channel)


@pytest.mark.django_db(transaction=True)
def test_event_is_told_after_the_commit() -> None:
    told: list[str] = []

    def send() -> None:
        with transaction.atomic():
            events.publish(events.LIBRARY, "library.changed", library="1")
            told.append("committing")

    message = async_to_sync(_next_message)(events.LIBRARY, send)

    assert message == {"type": "event.message", "event": "library.changed", "facts": {"library": "1"}}
    assert told == ["committing"]


@pytest.mark.django_db(transaction=True)
def test_event_of_a_failed_transaction_is_not_told() -> None:
    def send() -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            events.publish(events.LIBRARY, "library.changed", library="never")
            raise ZeroDivisionError
        events.publish(events.LIBRARY, "library.changed", library="told")

    message = async_to_sync(_next_message)(events.LIBRARY, send)

    assert message["facts"] == {"library": "told"}
