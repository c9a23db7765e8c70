"""The contract of media bytes, held against a real web process over real sockets."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from streaming.media_links import Purpose
from tests.mediaserver.serve.web.running_server import RunningServer, running_server

SIZE = 3 * 1024 * 1024 + 77
CONTENT = random.Random(4).randbytes(SIZE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def film(server: RunningServer) -> str:
    path = server.folder / "film.mp4"
    path.write_bytes(CONTENT)
    return server.link(server.offer(path))


def test_whole_file_arrives(server: RunningServer, film: str) -> None:
    answer = server.get(film)
    assert answer.status == 200
    assert answer.body == CONTENT
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-type"] == "video/mp4"
    assert "content-range" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-199", 100, 199),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        ("bytes=-1000", SIZE - 1000, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 0, SIZE - 1),
        (f"bytes=5-{SIZE * 2}", 5, SIZE - 1),
        (f"bytes=5-{10**17}", 5, SIZE - 1),
        ("BYTES = 7 - 9", 7, 9),
        ("bytes=1048570-2097160", 1048570, 2097160),
    ],
)
def test_single_range_is_answered(server: RunningServer, film: str, asked: str, first: int, last: int) -> None:
    answer = server.get(film, f"Range: {asked}")
    assert answer.status == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.body == CONTENT[first : last + 1]


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-4", "bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=-5-9", "bytes 0-1", "0-1"],
)
def test_other_ranges_get_the_whole_file(server: RunningServer, film: str, asked: str) -> None:
    answer = server.get(film, f"Range: {asked}")
    assert answer.status == 200
    assert len(answer.body) == SIZE


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_range_behind_the_end_is_refused_with_the_size(server: RunningServer, film: str, asked: str) -> None:
    answer = server.get(film, f"Range: {asked}")
    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{SIZE}"
    assert b"range_not_satisfiable" in answer.body


def test_empty_file_is_sent_as_empty_whatever_the_range(server: RunningServer) -> None:
    path = server.folder / "empty.mp4"
    path.touch()
    answer = server.get(server.link(server.offer(path)), "Range: bytes=0-")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "0")


def test_head_gives_the_headers_of_the_whole_file_and_no_byte(server: RunningServer, film: str) -> None:
    with server.connect() as wire:
        wire.ask(film, "Range: bytes=0-9", method="HEAD")
        answer = wire.answer(method="HEAD")
        assert (answer.status, answer.headers["content-length"]) == (200, str(SIZE))
        wire.ask(film, "Range: bytes=0-9")
        assert wire.answer().body == CONTENT[:10]


def test_if_range_with_the_present_tag_or_date_gives_the_range(server: RunningServer, film: str) -> None:
    facts = server.get(film, method="HEAD").headers
    for validator in (facts["etag"], facts["last-modified"]):
        assert server.get(film, "Range: bytes=0-9", f"If-Range: {validator}").status == 206


def test_if_range_of_another_state_gives_the_whole_file(server: RunningServer, film: str) -> None:
    tag = server.get(film, method="HEAD").headers["etag"]
    for validator in ('"other"', f"W/{tag}", "Mon, 01 Jan 2001 00:00:00 GMT", "nonsense"):
        answer = server.get(film, "Range: bytes=0-9", f"If-Range: {validator}")
        assert (answer.status, len(answer.body)) == (200, SIZE), validator


def test_known_file_is_not_sent_again(server: RunningServer, film: str) -> None:
    facts = server.get(film, method="HEAD").headers
    for header in (
        f"If-None-Match: {facts['etag']}",
        f'If-None-Match: "a", W/{facts["etag"]}',
        "If-None-Match: *",
        f"If-Modified-Since: {facts['last-modified']}",
    ):
        with server.connect() as wire:
            wire.ask(film, header)
            answer = wire.answer()
            assert (answer.status, answer.headers["etag"]) == (304, facts["etag"]), header
            wire.ask(film, "Range: bytes=0-0")
            assert wire.answer().body == CONTENT[:1]


def test_precondition_that_does_not_hold_is_refused(server: RunningServer, film: str) -> None:
    assert server.get(film, 'If-Match: "other"').status == 412
    assert server.get(film, "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT").status == 412
    tag = server.get(film, method="HEAD").headers["etag"]
    assert server.get(film, f"If-Match: {tag}", "Range: bytes=0-0").status == 206


def test_changed_file_has_another_tag(server: RunningServer) -> None:
    path = server.folder / "changing.mp4"
    path.write_bytes(b"one")
    link = server.link(server.offer(path))
    before = server.get(link, method="HEAD").headers["etag"]
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))
    assert server.get(link, method="HEAD").headers["etag"] != before


def test_connection_is_kept_for_the_next_request(server: RunningServer, film: str) -> None:
    with server.connect() as wire:
        for start in range(0, 1000, 100):
            wire.ask(film, f"Range: bytes={start}-{start + 99}")
            assert wire.answer().body == CONTENT[start : start + 100]


def test_pipelined_requests_are_answered_in_order(server: RunningServer, film: str) -> None:
    with server.connect() as wire:
        for start in (0, 1_500_000, 5, 2_000_000):
            wire.ask(film, f"Range: bytes={start}-{start + 999_999}")
        for start in (0, 1_500_000, 5, 2_000_000):
            assert wire.answer().body == CONTENT[start : start + 1_000_000]


def test_old_client_gets_the_file_and_the_end_of_the_connection(server: RunningServer, film: str) -> None:
    with server.connect() as wire:
        wire.ask(film, "Range: bytes=10-", version="HTTP/1.0")
        answer = wire.head()
        assert (answer.version, answer.status) == ("HTTP/1.0", 206)
        assert wire.rest() == CONTENT[10:]


def test_connection_closes_when_the_client_wants_it(server: RunningServer, film: str) -> None:
    with server.connect() as wire:
        wire.ask(film, "Connection: close", "Range: bytes=0-99")
        assert wire.head().headers["connection"] == "close"
        assert wire.rest() == CONTENT[:100]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_media_can_only_be_read(server: RunningServer, film: str, method: str) -> None:
    answer = server.get(film, "Content-Length: 0", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_answer_says_that_nobody_else_may_keep_or_run_it(server: RunningServer, film: str) -> None:
    headers = server.get(film, "Range: bytes=0-0").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"].startswith("private")
    assert "server" not in headers
    assert parsedate_to_datetime(headers["date"]).tzinfo is not None
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    ("claimed", "sent"),
    [
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/javascript", "application/octet-stream"),
        ("video/mp4\r\nSet-Cookie: a=b", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("video/x-matroska", "video/x-matroska"),
        ("AUDIO/FLAC", "audio/flac"),
        ("text/vtt", "text/vtt; charset=utf-8"),
    ],
)
def test_content_type_is_never_one_that_runs(server: RunningServer, claimed: str, sent: str) -> None:
    path = server.folder / "page.html"
    path.write_bytes(b"<script>alert(1)</script>")
    headers = server.get(server.link(server.offer(path, claimed), name="page.html")).headers
    assert headers["content-type"] == sent
    assert headers["x-content-type-options"] == "nosniff"


def test_download_is_saved_under_the_files_own_name(server: RunningServer) -> None:
    path = server.folder / 'Größe "1" 100%\r\n.mkv'
    path.write_bytes(b"film")
    file_id = server.offer(path)
    shown = server.get(server.link(file_id, name="other.exe")).headers["content-disposition"]
    saved = server.get(server.link(file_id, purpose=Purpose.DOWNLOAD)).headers["content-disposition"]
    name = "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%20100%25%0D%0A.mkv"
    assert shown == f'inline; filename="Gr__e _1_ 100___.mkv"; {name}'
    assert saved == f'attachment; filename="Gr__e _1_ 100___.mkv"; {name}'


def test_file_name_that_is_not_utf8_is_served(server: RunningServer) -> None:
    path = os.fsencode(server.folder) + b"/f\xfclm.mp4"
    Path(os.fsdecode(path)).write_bytes(b"latin")
    assert server.get(server.link(server.offer(path))).body == b"latin"


def test_file_on_a_file_system_that_cannot_tell_what_is_in_memory_is_served(server: RunningServer) -> None:
    """/proc knows neither sizes nor RWF_NOWAIT; tmpfs, NFS and FUSE lack the latter on many kernels."""
    shared_memory = Path("/dev/shm")
    if not shared_memory.is_dir():
        pytest.skip("there is no /dev/shm here")
    path = shared_memory / f"hearth-test-{os.getpid()}.mp4"
    try:
        path.write_bytes(CONTENT)
        answer = server.get(server.link(server.offer(path)), "Range: bytes=1000-")
        assert answer.body == CONTENT[1000:]
    finally:
        path.unlink(missing_ok=True)
