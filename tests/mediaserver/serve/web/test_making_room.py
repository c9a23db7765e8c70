from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from mediaserver.serve.web.making_room import LOOK_EVERY_S, QUIET_LOOKS, MakingRoom


class Clockwork:
    """Keeps what is to be called later, and a server that counts."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.connections = 0
        self.is_stopped = False

    def call_later(self, delay: float, callback: Callable[[], None]) -> None:
        assert delay == LOOK_EVERY_S
        self.waiting.append(callback)

    def connection_count(self) -> int:
        return self.connections

    def stop(self) -> None:
        self.is_stopped = True

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.waiting.pop()()


@pytest.fixture
def clockwork() -> Clockwork:
    made = Clockwork()
    MakingRoom(made, made).begin()
    return made


def test_process_that_has_grown_ends_when_nobody_is_there(clockwork: Clockwork) -> None:
    ballast = bytearray(os.urandom(32 * 1024 * 1024))
    clockwork.connections = 1
    clockwork.look(5)
    assert not clockwork.is_stopped
    clockwork.connections = 0
    clockwork.look(QUIET_LOOKS - 1)
    assert not clockwork.is_stopped
    clockwork.look()
    assert clockwork.is_stopped
    assert ballast


def test_process_that_is_busy_stays(clockwork: Clockwork) -> None:
    ballast = bytearray(os.urandom(32 * 1024 * 1024))
    for _ in range(5):
        began_s = time.process_time()
        while time.process_time() - began_s < 0.15:
            pass
        clockwork.look()
    assert not clockwork.is_stopped
    assert ballast


def test_process_that_has_not_grown_stays(clockwork: Clockwork) -> None:
    clockwork.look(10)
    assert not clockwork.is_stopped
    assert len(clockwork.waiting) == 1
