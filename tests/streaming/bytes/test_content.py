import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.bytes.content import UNKNOWN, disposition, safe_content_type


@pytest.mark.parametrize(
    "claimed",
    [
        "text/html",
        "TEXT/HTML; charset=utf-8",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/xml",
        "application/pdf+xml",
        "text/javascript",
        "video/",
        "video",
        "*/*",
        "video/mp4 x",
    ],
)
def test_type_that_might_run_becomes_plain_bytes(claimed: str) -> None:
    assert safe_content_type(claimed) == UNKNOWN


@pytest.mark.parametrize("claimed", ["video/mp4", "audio/mp4", "image/webp", "application/pdf", "video/x-msvideo"])
def test_type_of_media_is_kept(claimed: str) -> None:
    assert safe_content_type(claimed) == claimed


@given(st.text())
def test_no_claim_breaks_the_header(claimed: str) -> None:
    assert safe_content_type(claimed).isascii()
    assert safe_content_type(claimed).isprintable()


@given(st.binary(max_size=80))
def test_no_name_breaks_the_header(name: bytes) -> None:
    header = disposition(b"/films/" + name, as_download=True)
    assert header.isascii()
    assert header.decode().isprintable()
    assert header.count(b'"') == 2
