"""The hub in a thread of its own and layers in loops of their own: real sockets, real frames."""

from __future__ import annotations

import asyncio
import contextlib
import os
import selectors
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from mediaserver.lib.event_hub import Hub, UnixSocketChannelLayer, publish, request_child, supervisor_status
from mediaserver.lib.event_hub.control import ask, send_word
from mediaserver.lib.event_hub.frames import EventTooLarge


class RunningHub:
    """A hub in a thread, with what it was asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.words: list[tuple[str, dict[str, Any]]] = []
        self.selector = selectors.DefaultSelector()
        self.wake = os.pipe()
        self.hub = Hub(path, self.selector, self.answer)
        self.hub.open()
        self.selector.register(self.wake[0], selectors.EVENT_READ, lambda _mask: None)
        self.is_stopped = False
        self.thread = threading.Thread(target=self.loop)
        self.thread.start()

    def answer(self, word: str, facts: dict[str, Any]) -> dict[str, Any] | None:
        self.words.append((word, facts))
        return {"started": facts.get("child") == "runner"} if word == "start" else None

    def loop(self) -> None:
        while not self.is_stopped:
            for key, mask in self.selector.select():
                key.data(mask)

    def stop(self) -> None:
        self.is_stopped = True
        os.write(self.wake[1], b"x")
        self.thread.join(5)
        self.hub.close()
        self.selector.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.sock"


@pytest.fixture
def hub(path: Path) -> Iterator[RunningHub]:
    running = RunningHub(path)
    yield running
    running.stop()


async def _member(layer: UnixSocketChannelLayer, group: str) -> str:
    channel = await layer.new_channel()
    await layer.group_add(group, channel)
    return channel


async def _receive(layer: UnixSocketChannelLayer, channel: str, within_s: float = 5) -> dict[str, Any]:
    return await asyncio.wait_for(layer.receive(channel), within_s)


def test_event_reaches_a_group_in_another_process(hub: RunningHub, path: Path) -> None:
    async def scenario() -> dict[str, Any]:
        here, there = UnixSocketChannelLayer(str(path)), UnixSocketChannelLayer(str(path))
        channel = await _member(there, "jobs")
        await here.group_send("jobs", {"type": "job.changed", "done": 3})
        return await _receive(there, channel)

    assert asyncio.run(scenario()) == {"type": "job.changed", "done": 3}


def test_event_arrives_once_where_it_was_sent(hub: RunningHub, path: Path) -> None:
    async def scenario() -> list[str]:
        layer = UnixSocketChannelLayer(str(path))
        channel = await _member(layer, "jobs")
        await layer.group_send("jobs", {"type": "first"})
        await layer.group_send("jobs", {"type": "second"})
        seen = [(await _receive(layer, channel))["type"] for _ in range(2)]
        with pytest.raises(TimeoutError):
            await _receive(layer, channel, 0.2)
        return seen

    assert asyncio.run(scenario()) == ["first", "second"]


def test_synchronous_code_publishes_without_a_loop(hub: RunningHub, path: Path) -> None:
    layers = {"default": {"BACKEND": "mediaserver.lib.event_hub.UnixSocketChannelLayer", "CONFIG": {"path": str(path)}}}

    async def scenario() -> dict[str, Any]:
        there = UnixSocketChannelLayer(str(path))
        channel = await _member(there, "jobs")
        await asyncio.to_thread(publish, "jobs", {"type": "from.thread"})
        return await _receive(there, channel)

    with override_settings(CHANNEL_LAYERS=layers):
        assert asyncio.run(scenario()) == {"type": "from.thread"}


def test_thread_of_the_same_process_reaches_its_own_consumers_without_a_hub(path: Path) -> None:
    async def scenario() -> dict[str, Any]:
        layer = UnixSocketChannelLayer(str(path))
        channel = await _member(layer, "jobs")
        await asyncio.to_thread(layer.publish, "jobs", {"type": "alone"})
        return await _receive(layer, channel)

    assert asyncio.run(scenario()) == {"type": "alone"}


def test_channel_that_left_its_group_hears_nothing_and_is_forgotten(hub: RunningHub, path: Path) -> None:
    async def scenario() -> UnixSocketChannelLayer:
        layer = UnixSocketChannelLayer(str(path))
        channel = await _member(layer, "jobs")
        await layer.group_discard("jobs", channel)
        await layer.group_send("jobs", {"type": "late"})
        return layer

    layer = asyncio.run(scenario())
    assert not layer._channels
    assert not layer._groups


def test_message_to_a_single_channel_of_another_process_arrives(hub: RunningHub, path: Path) -> None:
    async def scenario() -> dict[str, Any]:
        here, there = UnixSocketChannelLayer(str(path)), UnixSocketChannelLayer(str(path))
        channel = await _member(there, "jobs")
        await here.send(channel, {"type": "for.you"})
        return await _receive(there, channel)

    assert asyncio.run(scenario()) == {"type": "for.you"}


def test_hub_that_is_restarted_loses_no_group(path: Path) -> None:
    first = RunningHub(path)

    async def scenario() -> dict[str, Any]:
        here, there = UnixSocketChannelLayer(str(path)), UnixSocketChannelLayer(str(path))
        channel = await _member(there, "jobs")
        await here.group_send("jobs", {"type": "before"})
        await _receive(there, channel)
        await asyncio.to_thread(first.stop)
        await here.group_send("jobs", {"type": "lost"})
        second = RunningHub(path)
        try:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                await here.group_send("jobs", {"type": "after"})
                with contextlib.suppress(TimeoutError):
                    return await _receive(there, channel, 0.1)
            raise AssertionError("nothing came through the second hub")
        finally:
            await asyncio.to_thread(second.stop)

    assert asyncio.run(scenario()) == {"type": "after"}


def test_reader_that_sleeps_loses_the_oldest_and_stops_nobody(hub: RunningHub, path: Path) -> None:
    async def scenario() -> list[int]:
        here = UnixSocketChannelLayer(str(path))
        sleeper = UnixSocketChannelLayer(str(path), capacity=10)
        channel = await _member(sleeper, "jobs")
        for number in range(500):
            await here.group_send("jobs", {"type": "n", "number": number})
        seen = []
        while not seen or seen[-1] != 499:
            seen.append((await _receive(sleeper, channel))["number"])
        return seen

    seen = asyncio.run(scenario())
    assert seen == sorted(seen)
    assert seen[-1] == 499


def test_thousand_events_a_second_all_arrive_at_twenty_consumers(hub: RunningHub, path: Path) -> None:
    async def scenario() -> int:
        here, there = UnixSocketChannelLayer(str(path)), UnixSocketChannelLayer(str(path))
        channels = [await _member(there, "jobs") for _ in range(20)]
        await here.group_send("jobs", {"type": "warm"})
        for channel in channels:
            await _receive(there, channel)

        async def count(channel: str) -> int:
            for _ in range(500):
                await _receive(there, channel)
            return 500

        counts = asyncio.gather(*(count(channel) for channel in channels))
        for number in range(500):
            await here.group_send("jobs", {"type": "n", "number": number})
            if number % 10 == 9:
                await asyncio.sleep(0.01)
        return sum(await counts)

    assert asyncio.run(scenario()) == 10_000


def test_event_too_large_for_a_packet_is_refused(hub: RunningHub, path: Path) -> None:
    with pytest.raises(EventTooLarge, match="at most"):
        UnixSocketChannelLayer(str(path)).publish("jobs", {"type": "x", "text": "a" * 200_000})


def test_publishing_without_any_hub_is_quick_and_quiet(path: Path) -> None:
    layer = UnixSocketChannelLayer(str(path))
    started = time.monotonic()
    for _ in range(1000):
        layer.publish("jobs", {"type": "x"})
    assert time.monotonic() - started < 2


def test_data_directory_deeper_than_a_socket_address_works(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90) / ("e" * 90)
    deep.mkdir(parents=True)
    running = RunningHub(deep / "events.sock")
    try:
        assert ask(deep / "events.sock", "start", child="runner") == {"started": True}
    finally:
        running.stop()


def test_socket_is_for_the_servers_user_alone(hub: RunningHub, path: Path) -> None:
    assert path.stat().st_mode & 0o077 == 0


def test_word_is_carried_out_and_answered(hub: RunningHub, path: Path) -> None:
    assert request_child("runner", path) is True
    assert request_child("something-else", path) is False
    assert send_word(path, "wake") is True
    assert request_child("runner", path) is True  # words come in order: the wake has been taken by now
    assert [word for word, _facts in hub.words] == ["start", "start", "wake", "start"]


def test_without_a_supervisor_words_are_answered_with_no(path: Path) -> None:
    assert request_child("runner", path) is False
    assert supervisor_status(path) is None
    assert send_word(path, "wake") is False


def test_nonsense_on_the_socket_does_not_stop_the_hub(hub: RunningHub, path: Path) -> None:
    from mediaserver.lib.event_hub.frames import connect

    for nonsense in (b"\x03not json", b"\x03[1]", b"\xff", b"\x02\xc1", b"\x03{}"):
        with contextlib.closing(connect(path)) as connection:
            connection.send(nonsense)
    assert request_child("runner", path) is True


def test_child_after_fork_does_not_share_its_parents_connections(hub: RunningHub, path: Path) -> None:
    layer = UnixSocketChannelLayer(str(path))
    layer.publish("jobs", {"type": "parent"})
    sender, origin = layer._sender, layer._origin
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        layer.publish("jobs", {"type": "child"})
        os.write(write_end, b"own" if layer._origin != origin and layer._sender is not sender else b"shared")
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(read_end, 10) == b"own"
