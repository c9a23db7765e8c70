"""Who gets bytes, and who no longer does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import ApiToken, Profile
from library.access import grant_libraries
from library.models import ItemFile
from streaming import media_links
from streaming.media_links import MediaGrant
from streaming.models import PlaybackSession
from streaming.sessions import resolve_media, stop_session
from tests.factories.people import Cast, signed_in
from tests.streaming.conftest import PlayHouse, begin


def _grant(started: Any, part: int = 0) -> MediaGrant:
    return media_links.check(started.parts[part].url.split("/")[2])


def _in_browser(profile: Profile, playhouse: PlayHouse) -> tuple[Any, MediaGrant]:
    client = signed_in(profile)
    started = begin(profile, playhouse.film, session_key=client.session.session_key)
    return client, _grant(started)


def test_bytes_of_a_running_session_are_found(cast: Cast, playhouse: PlayHouse) -> None:
    _client, grant = _in_browser(cast.member, playhouse)

    found = resolve_media(grant)

    assert found is not None
    assert found.path.endswith(b"/lamp.mp4")
    assert found.content_type == "video/mp4"


def test_signing_out_ends_the_link(cast: Cast, playhouse: PlayHouse) -> None:
    client, grant = _in_browser(cast.member, playhouse)
    client.logout()

    assert resolve_media(grant) is None


def test_stopping_ends_the_link(cast: Cast, playhouse: PlayHouse) -> None:
    _client, grant = _in_browser(cast.member, playhouse)
    stop_session(PlaybackSession.objects.get())

    assert resolve_media(grant) is None


def test_account_that_was_switched_off_gets_nothing(cast: Cast, playhouse: PlayHouse) -> None:
    _client, grant = _in_browser(cast.member, playhouse)
    type(cast.member.user).objects.filter(pk=cast.member.user_id).update(is_active=False)

    assert resolve_media(grant) is None


def test_library_taken_away_ends_the_link(cast: Cast, playhouse: PlayHouse) -> None:
    _client, grant = _in_browser(cast.member, playhouse)
    grant_libraries(cast.member, [])

    assert resolve_media(grant) is None


def test_token_opens_until_it_is_revoked(cast: Cast, playhouse: PlayHouse) -> None:
    token, _secret = ApiToken.issue(profile=cast.member, name="script", scopes=ApiToken.ALL_SCOPES)
    grant = _grant(begin(cast.member, playhouse.film, api_token=token))
    assert resolve_media(grant) is not None

    token.delete()

    assert resolve_media(grant) is None


def test_session_without_sign_in_opens_nothing(cast: Cast, playhouse: PlayHouse) -> None:
    assert resolve_media(_grant(begin(cast.member, playhouse.film))) is None


def test_link_opens_no_other_file(cast: Cast, playhouse: PlayHouse) -> None:
    _client, grant = _in_browser(cast.member, playhouse)
    other = ItemFile.objects.get(version__item=playhouse.adult).file

    stolen = MediaGrant(grant.session_id, other.pid, grant.purpose, grant.expires_at)

    assert resolve_media(stolen) is None


def test_second_part_is_found_too(cast: Cast, playhouse: PlayHouse) -> None:
    key = signed_in(cast.member).session.session_key
    found = resolve_media(_grant(begin(cast.member, playhouse.parted, session_key=key), part=1))

    assert found is not None
    assert found.path.endswith(b"/two.mp4")


@pytest.mark.parametrize("trick", ["gone", "outside"])
def test_file_that_is_gone_or_leads_outside_is_not_opened(cast: Cast, playhouse: PlayHouse, trick: str) -> None:
    _client, grant = _in_browser(cast.member, playhouse)
    path = playhouse.folder / "lamp.mp4"
    path.unlink()
    if trick == "outside":
        path.symlink_to("/etc/passwd")

    assert resolve_media(grant) is None


def test_expired_sign_in_ends_the_link(cast: Cast, playhouse: PlayHouse) -> None:
    from django.contrib.sessions.models import Session

    _client, grant = _in_browser(cast.member, playhouse)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert resolve_media(grant) is None
