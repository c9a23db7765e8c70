import asyncio
import os
import threading
import uuid
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from streaming.bytes.grants import MOST_KEPT, Grants, Handle, OpenFile, open_regular_file
from streaming.bytes.watch import Watch, Withdrawn
from streaming.media_links import MediaGrant, Purpose


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20))


def a_grant() -> MediaGrant:
    return MediaGrant(uuid.uuid4().hex, uuid.uuid4().hex, Purpose.PLAY, datetime.now(UTC) + timedelta(hours=1))


async def until(condition: Any) -> None:
    while not condition():
        await asyncio.sleep(0.005)


class Lookups:
    """A resolver that counts, and remembers what it opened."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(b"film")
        self.path = path
        self.count = 0
        self.opened: list[Handle] = []
        self.answers = True
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, grant: MediaGrant) -> Handle | None:
        self.count += 1
        self.gate.wait(10)
        if not self.answers:
            return None
        handle = open_regular_file(OpenFile(os.fsencode(self.path), 4, 0, "video/mp4"))
        self.opened.append(handle)
        return handle

    @property
    def open_count(self) -> int:
        numbers = {handle.descriptor for handle in self.opened}
        return sum(is_open(number, self.path) for number in numbers)


def is_open(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


@pytest.fixture
def lookups(tmp_path: Path) -> Lookups:
    return Lookups(tmp_path / "film.mp4")


def test_many_at_once_ask_once(lookups: Lookups) -> None:
    async def work() -> None:
        grants, grant = Grants(lookups, kept_s=10), a_grant()
        handles = await asyncio.gather(*(grants.open(grant) for _number in range(20)))
        assert lookups.count == 1
        assert len({id(handle) for handle in handles}) == 1

    run(work())


def test_answer_is_asked_for_again_after_its_time(lookups: Lookups) -> None:
    async def work() -> None:
        grants, grant = Grants(lookups, kept_s=0.05), a_grant()
        for _number in range(2):
            handle = await grants.open(grant)
            assert handle is not None
            handle.release()
            await until(lambda: lookups.open_count == 0)
        assert lookups.count == 2

    run(work())


def test_descriptor_stays_open_while_somebody_reads(lookups: Lookups) -> None:
    async def work() -> None:
        grants, grant = Grants(lookups, kept_s=0.02), a_grant()
        handle = await grants.open(grant)
        assert handle is not None
        assert await grants.still_opens(grant)
        await until(lambda: not grants._answers)
        assert lookups.open_count == 1
        handle.release()
        assert lookups.open_count == 0

    run(work())


def test_refusal_is_kept_as_well(lookups: Lookups) -> None:
    async def work() -> None:
        lookups.answers = False
        grants, grant = Grants(lookups, kept_s=10), a_grant()
        assert [await grants.open(grant) for _number in range(5)] == [None] * 5
        assert lookups.count == 1

    run(work())


def test_trouble_is_told_to_all_and_not_kept() -> None:
    calls = []

    def fail(grant: MediaGrant) -> Handle | None:
        calls.append(grant)
        raise RuntimeError("the database is locked")

    async def work() -> None:
        grants, grant = Grants(fail, kept_s=10), a_grant()
        for _number in range(3):
            with pytest.raises(RuntimeError):
                await grants.open(grant)
        assert len(calls) == 3

    run(work())


def test_client_that_leaves_while_waiting_takes_nothing_from_the_others(lookups: Lookups) -> None:
    async def work() -> None:
        lookups.gate.clear()
        grants, grant = Grants(lookups, kept_s=10), a_grant()
        leaving, staying = (asyncio.ensure_future(grants.open(grant)) for _number in range(2))
        await until(lambda: lookups.count == 1)
        leaving.cancel()
        lookups.gate.set()
        handle = await staying
        assert handle is not None
        handle.release()
        grants.close()
        await until(lambda: lookups.open_count == 0)

    run(work())


def test_answer_forgotten_on_its_way_is_asked_for_again(lookups: Lookups) -> None:
    async def work() -> None:
        lookups.gate.clear()
        grants, grant = Grants(lookups, kept_s=10), a_grant()
        waiting = asyncio.ensure_future(grants.open(grant))
        await until(lambda: lookups.count == 1)
        grants.close()
        lookups.gate.set()
        handle = await waiting
        assert handle is not None
        assert os.pread(handle.descriptor, 4, 0) == b"film"
        assert lookups.count == 2
        handle.release()
        grants.close()
        await until(lambda: lookups.open_count == 0)

    run(work())


def test_number_of_kept_answers_is_bounded(lookups: Lookups) -> None:
    async def work() -> None:
        grants = Grants(lookups, kept_s=60)
        for _number in range(MOST_KEPT + 40):
            handle = await grants.open(a_grant())
            assert handle is not None
            handle.release()
        assert lookups.open_count == MOST_KEPT
        grants.close()
        await until(lambda: lookups.open_count == 0)

    run(work())


def test_watch_ends_the_sending_when_the_link_is_withdrawn(lookups: Lookups) -> None:
    async def work() -> None:
        grants, grant = Grants(lookups, kept_s=0), a_grant()
        lookups.answers = False
        with pytest.raises(Withdrawn):
            async with Watch(grants, grant, interval_s=0.01):
                await asyncio.sleep(30)
        await asyncio.sleep(0)

    run(work())


def test_watch_leaves_other_cancellations_alone(lookups: Lookups) -> None:
    async def work() -> None:
        grants, grant = Grants(lookups, kept_s=0), a_grant()

        async def send() -> None:
            async with Watch(grants, grant, interval_s=0.01):
                await asyncio.sleep(30)

        task = asyncio.ensure_future(send())
        await until(lambda: lookups.count >= 3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(work())


def test_watch_of_a_short_answer_asks_nothing(lookups: Lookups) -> None:
    async def work() -> None:
        async with Watch(Grants(lookups), a_grant(), interval_s=0.05):
            await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        assert lookups.count == 0

    run(work())


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_only_regular_files_are_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "film.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        (tmp_path / "other").write_bytes(b"x")
        path.symlink_to(tmp_path / "other")
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match=r"regular|symbolic"):
        open_regular_file(OpenFile(os.fsencode(path), 0, 0, "video/mp4"))
    assert len(os.listdir("/proc/self/fd")) == before
