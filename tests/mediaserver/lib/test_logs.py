from __future__ import annotations

import logging
import sys

import pytest

from mediaserver.lib.logs import MASK, FactFormatter, RefusalsInOneLine, SecretMask, mask_secrets


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("GET /media/eyJhbGciOi.J9_x-y/film.mp4 206", "eyJhbGciOi.J9_x-y"),
        ("Authorization: Bearer abcdef0123456789", "abcdef0123456789"),
        ("{'authorization': 'MediaBrowser Token=abc'}", "abc'"),
        ("Cookie: hearth_session=s3cr3t; hearth_csrf=t0k3n", "s3cr3t"),
        ("Set-Cookie: hearth_session=s3cr3t; Path=/", "s3cr3t"),
        ("GET /rest/ping?u=anna&password=hunter2&v=1", "hunter2"),
        ("GET /Items?api_key=0123456789abcdef", "0123456789abcdef"),
        ('{"password": "hunter2", "name": "Anna"}', "hunter2"),
        ("X-Api-Key: 99aa88", "99aa88"),
        ("X-Emby-Token: 99aa88", "99aa88"),
        ("new_password=hunter2", "hunter2"),
        ("used hearth_AbCdEfGhIjKlMnOpQrSt to sign in", "hearth_AbCdEfGhIjKlMnOpQrSt"),
        ("postgresql://hearth:hunter2@db/hearth", "hunter2"),
        ("redis://:hunter2@cache:6379/0", "hunter2"),
        ("secret_key=abc.def", "abc.def"),
        ("Token abcdef0123456789", "abcdef0123456789"),
    ],
)
def test_secret_is_masked(line: str, secret: str) -> None:
    masked = mask_secrets(line)
    assert secret not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    "line",
    [
        "Scan finished. files=812 seconds=4",
        "GET /app/libraries/4f00/ 200",
        "The folder /films/Spinning (2020) is away.",
        "The pinboard has 3 keys",
        "Spinning: 3 discs, mapping=4, token_count=5",
        "A session began.",
    ],
)
def test_harmless_line_stays_as_it_is(line: str) -> None:
    assert mask_secrets(line) == line


def _line(message: str, *args: object, exc_info: bool = False, **facts: object) -> str:
    record = logging.getLogger("library.scanner").makeRecord(
        "library.scanner",
        logging.INFO,
        "scan.py",
        1,
        message,
        args,
        sys.exc_info() if exc_info else None,
        extra=facts or None,
    )
    SecretMask().filter(record)
    return FactFormatter().format(record)


def test_line_has_time_level_logger_sentence_and_facts() -> None:
    line = _line("Scan of %s finished.", "Films", files=812, folder="/my films")
    time, rest = line.split(" ", 1)
    assert rest == 'INFO library.scanner Scan of Films finished. files=812 folder="/my films"'
    assert time.startswith("20") and time[10] == "T"


def test_fact_named_like_a_secret_is_masked_whatever_its_value() -> None:
    assert _line("Signed in.", api_key="zz", user="anna").endswith(f"api_key={MASK} user=anna")


def test_secret_in_arguments_and_in_facts_is_masked() -> None:
    line = _line("Asked %s", "http://x/?api_key=abc123", url="http://x/media/tok-en/a.mp4")
    assert "abc123" not in line
    assert "tok-en" not in line


def test_secret_in_a_traceback_is_masked() -> None:
    try:
        raise ValueError("password=hunter2 was refused")
    except ValueError:
        line = _line("It failed.", exc_info=True)
    assert "Traceback" in line
    assert "hunter2" not in line


def test_file_name_with_a_line_end_cannot_forge_a_line() -> None:
    line = _line("Skipped %s", "a\n2026-01-01 ERROR forged", path="b\r\nc")
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(("level", "has_traceback"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_refused_request_has_no_traceback_a_failed_one_has(level: int, has_traceback: bool) -> None:
    try:
        raise PermissionError
    except PermissionError:
        record = logging.LogRecord("django.request", level, __file__, 1, "Forbidden", (), sys.exc_info())
    assert RefusalsInOneLine().filter(record)
    assert ("Traceback" in FactFormatter().format(record)) is has_traceback
