"""Who gets bytes, for how long, and what a wrong link finds out: against a real web process."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.mediaserver.serve.web.running_server import RunningServer, running_server, wait_until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def file_id(server: RunningServer) -> str:
    path = server.folder / f"{uuid.uuid4().hex}.mp4"
    path.write_bytes(b"a film")
    return server.offer(path)


@pytest.fixture
def large_file_id(server: RunningServer) -> str:
    path = server.folder / "large.mp4"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    return server.offer(path)


@pytest.mark.parametrize(
    "path", ["/media/", "/media/x", "/media//film.mp4", "/media/" + "A" * 80 + "/film.mp4", "/media/../etc/passwd"]
)
def test_wrong_link_leads_nowhere(server: RunningServer, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("application/json")
    assert b"link_invalid" in answer.body


def test_old_link_says_that_it_is_old(server: RunningServer, file_id: str) -> None:
    answer = server.get(server.link(file_id, hours=-1))
    assert answer.status == 410
    assert b"link_expired" in answer.body


def test_unknown_file_is_not_found(server: RunningServer) -> None:
    answer = server.get(server.link(uuid.uuid4().hex))
    assert (answer.status, b"not_found" in answer.body) == (404, True)


def test_name_in_the_address_is_decoration(server: RunningServer, file_id: str) -> None:
    link = server.link(file_id)
    stem = link.rpartition("/")[0]
    for path in (link, stem, stem + "/", stem + "/a/b/c%00.exe", link + "?x=1"):
        assert server.get(path).body == b"a film", path


def test_withdrawn_session_gets_nothing_more(server: RunningServer, file_id: str) -> None:
    session = uuid.uuid4().hex
    link = server.link(file_id, session_id=session)
    assert server.get(link).status == 200
    server.withdraw(session)
    wait_until(lambda: server.get(link).status == 404, "404 after the session ended")


def test_running_answer_ends_with_its_session(server: RunningServer, large_file_id: str) -> None:
    session = uuid.uuid4().hex
    with server.connect(receive_buffer=4096) as wire:
        wire.ask(server.link(large_file_id, session_id=session))
        assert wire.head().status == 200
        server.withdraw(session)
        with pytest.raises(ConnectionResetError):
            while wire.more():
                wire.left = b""
    wait_until(lambda: not any(path.endswith("large.mp4") for path in server.open_paths), "the film closed")


def test_running_answer_of_another_session_goes_on(server: RunningServer, large_file_id: str) -> None:
    with server.connect(receive_buffer=4096) as wire:
        wire.ask(server.link(large_file_id, session_id=uuid.uuid4().hex))
        wire.head()
        before = server.lookups()
        wait_until(lambda: server.lookups() >= before + 3, "three more looks at the session")
        assert len(wire.exactly(10_000_000)) == 10_000_000


def test_running_answer_outlives_trouble_with_the_database(server: RunningServer, large_file_id: str) -> None:
    link = server.link(large_file_id, session_id=uuid.uuid4().hex)
    with server.connect(receive_buffer=4096) as wire:
        wire.ask(link)
        wire.head()
        before = server.lookups()
        (server.folder / "broken").touch()
        try:
            wait_until(lambda: server.lookups() >= before + 2, "two failed looks at the session")
            assert server.get(server.link(large_file_id, session_id=uuid.uuid4().hex)).status == 503
        finally:
            (server.folder / "broken").unlink()
        assert len(wire.exactly(10_000_000)) == 10_000_000


def test_ranges_in_a_row_ask_for_the_session_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_server(tmp_path_factory.mktemp("patient"), kept_s=30, recheck_s=30) as server:
        path = server.folder / "film.mp4"
        path.write_bytes(bytes(100_000))
        link = server.link(server.offer(path))
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda start: server.get(link, f"Range: bytes={start}-{start}"), range(40)))
        assert {answer.status for answer in answers} == {206}
        assert server.lookups() == 1
        assert sum(entry.endswith("film.mp4") for entry in server.open_paths) == 1


def test_folder_pipe_and_device_are_no_media(server: RunningServer) -> None:
    pipe = server.folder / "pipe.mp4"
    os.mkfifo(pipe)
    for path in (server.folder, pipe):
        assert server.get(server.link(server.offer(path))).status == 404, path
    assert server.get(server.link(server.offer(b"/dev/zero"))).status == 404


def test_link_that_replaced_the_file_is_not_followed(server: RunningServer) -> None:
    secret = server.folder / "secret"
    secret.write_bytes(b"secret")
    path = server.folder / "swapped.mp4"
    path.symlink_to(secret)
    assert server.get(server.link(server.offer(path))).status == 404


def test_file_without_permission_is_not_found_and_the_server_lives(server: RunningServer, file_id: str) -> None:
    path = server.folder / "gone.mp4"
    path.write_bytes(b"x")
    gone = server.offer(path)
    path.unlink()
    assert server.get(server.link(gone)).status in {404, 503}
    assert server.get(server.link(file_id)).body == b"a film"
