from __future__ import annotations

import logging

import pytest

from mediaserver.serve.web.access_log import access_log, logger, without_link


def test_access_log_is_off_unless_asked_for() -> None:
    assert not logger.isEnabledFor(logging.DEBUG)
    assert access_log() is None


def test_line_of_a_media_request_does_not_tell_its_link(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger=logger.name):
        write = access_log()
        assert write is not None
        write("http", "complete", {"path": "/media/secret/film.mp4?key=secret", "status": 206, "client": None})
    assert "secret" not in caplog.text
    assert "/media/•••/film.mp4" in caplog.text
    assert "status=206" in caplog.text


@pytest.mark.parametrize(
    ("path", "told"), [("/app/", "/app/"), ("/media/abc", "/media/•••"), ("/media/", "/media/"), ("/a?token=b", "/a")]
)
def test_secret_parts_of_a_path_are_left_out(path: str, told: str) -> None:
    assert without_link(path) == told
