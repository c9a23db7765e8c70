from __future__ import annotations

import time

import pytest
from django.test import override_settings
from django.utils.module_loading import import_string

from mediaserver.lib.errors import BadConfiguration
from mediaserver.serve.children import KINDS, Child, ChildKind, standing_children

KIND = ChildKind("a", "x.run")


def _failed(times: int) -> list[float | None]:
    child, waits = Child("a", KIND), []
    for _ in range(times):
        child.has_started(1)
        waits.append(child.has_ended(1))
    return waits


def test_pauses_grow_and_stay_at_a_minute() -> None:
    assert _failed(11) == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]


def test_child_that_ran_steadily_comes_back_at_once() -> None:
    child = Child("a", KIND)
    for _ in range(5):
        child.has_started(1)
        child.has_ended(1)
    child.has_started(1)
    child.started_at = time.monotonic() - 60
    assert child.has_ended(-9) == 0.0
    assert child.state == "waiting"


def test_child_that_ends_by_its_own_wish_again_and_again_is_slowed_down_too() -> None:
    child = Child("a", KIND)
    waits = []
    for _ in range(3):
        child.has_started(1)
        waits.append(child.has_ended(0))
    assert waits == [0.0, 0.5, 1.0]


def test_on_demand_child_that_is_done_stays_away() -> None:
    child = Child("a", ChildKind("a", "x.run", is_on_demand=True))
    child.has_started(1)
    assert child.has_ended(0) is None
    assert child.state == "ended"


def test_on_demand_child_that_crashed_comes_back() -> None:
    child = Child("a", ChildKind("a", "x.run", is_on_demand=True))
    child.has_started(1)
    assert child.has_ended(-11) == 0.0


@override_settings(WEB_PROCESSES=3)
def test_several_web_processes_are_numbered() -> None:
    assert [name for name, _kind in standing_children(["web"])] == ["web", "web-2", "web-3"]


def test_unknown_part_is_refused() -> None:
    with pytest.raises(BadConfiguration, match="no process called nope"):
        standing_children(["nope"])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_target_exists(kind: ChildKind) -> None:
    assert callable(import_string(kind.target))
