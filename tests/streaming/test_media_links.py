import string
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from streaming import media_links
from streaming.media_links import LinkExpired, LinkInvalid, Purpose

SESSION = uuid.UUID(int=7).hex
FILE = uuid.UUID(int=2**127).hex
URLSAFE = string.ascii_letters + string.digits + "-_"


def in_hours(hours: float) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def link(*, purpose: Purpose = Purpose.PLAY, hours: float = 1) -> str:
    return media_links.issue(session_id=SESSION, file_id=FILE, purpose=purpose, expires_at=in_hours(hours))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_link_gives_back_what_it_was_made_for(purpose: Purpose) -> None:
    expires_at = in_hours(6).replace(microsecond=0)
    token = media_links.issue(session_id=SESSION, file_id=FILE, purpose=purpose, expires_at=expires_at)
    grant = media_links.check(token)
    assert (grant.session_id, grant.file_id, grant.purpose, grant.expires_at) == (SESSION, FILE, purpose, expires_at)


def test_link_fits_a_path_segment() -> None:
    token = link()
    assert len(token) == 80
    assert set(token) <= set(URLSAFE)


def test_link_of_the_past_is_expired() -> None:
    with pytest.raises(LinkExpired) as caught:
        media_links.check(link(hours=-0.01))
    assert caught.value.http_status == 410


@pytest.mark.parametrize("position", range(80))
def test_one_changed_letter_spoils_the_link(position: int) -> None:
    token = link()
    other = URLSAFE[(URLSAFE.index(token[position]) + 1) % 64]
    with pytest.raises(LinkInvalid):
        media_links.check(token[:position] + other + token[position + 1 :])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token[:-4] + "====",
        lambda token: token[:-4] + "....",
        lambda token: token[:-1] + "ä",
        lambda token: token[:-1] + "\n",
    ],
    ids=["empty", "short", "long", "padding", "dots", "letter beyond ASCII", "newline"],
)
def test_misshapen_link_is_invalid(spoil: object) -> None:
    with pytest.raises(LinkInvalid):
        media_links.check(spoil(link()))  # type: ignore[operator]


@pytest.mark.parametrize(("ours", "other"), [("-", "+"), ("_", "/")])
def test_link_has_one_spelling_only(ours: str, other: str) -> None:
    hours = 1.0
    while ours not in (token := link(hours=hours)):
        hours += 1
    with pytest.raises(LinkInvalid):
        media_links.check(token.replace(ours, other))


@given(st.text(min_size=80, max_size=80))
def test_nothing_but_our_own_links_opens(text: str) -> None:
    with pytest.raises(LinkInvalid):
        media_links.check(text)


def test_link_of_another_installation_is_invalid() -> None:
    with override_settings(SECRET_KEY="another installation's key, long enough to be one"):
        foreign = link()
    with pytest.raises(LinkInvalid):
        media_links.check(foreign)


def test_link_signed_with_a_retired_key_still_opens() -> None:
    with override_settings(SECRET_KEY="the key of last year, long enough to be one"):
        old = link()
    with override_settings(SECRET_KEY_FALLBACKS=["the key of last year, long enough to be one"]):
        assert media_links.check(old).file_id == FILE


def test_key_of_links_is_not_the_secret_key_itself() -> None:
    import base64
    import hmac

    from django.conf import settings

    raw = base64.urlsafe_b64decode(link())
    plain = hmac.digest(settings.SECRET_KEY.encode(), raw[:38], "sha256")[:22]
    assert raw[38:] != plain
