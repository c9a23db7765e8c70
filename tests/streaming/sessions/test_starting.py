"""Starting: which version, what the player gets, what is written down."""

from __future__ import annotations

import pytest

from library.models import Availability, WatchEvent
from library.watch_state import record_progress
from mediaserver.lib.errors import NotFound
from streaming import media_links
from streaming.decision import Method, PlaybackLimits
from streaming.models import PlaybackSession, PlayMethod
from tests.factories.people import Cast
from tests.streaming.conftest import H264_AAC, MINUTE, PlayHouse, begin, put_file, put_version


def test_started_film_has_a_link_a_session_and_a_viewing(cast: Cast, playhouse: PlayHouse) -> None:
    started = begin(cast.member, playhouse.film)

    assert started.decision.method is Method.DIRECT_PLAY
    assert [part.duration_ms for part in started.parts] == [100 * MINUTE]
    assert started.parts[0].url.endswith("/lamp.mp4")
    session = PlaybackSession.objects.live().get()
    assert (session.profile, session.item) == (cast.member, playhouse.film)
    assert WatchEvent.objects.get(profile=cast.member).stopped_at is None


def test_link_opens_this_file_to_this_session_only(cast: Cast, playhouse: PlayHouse) -> None:
    started = begin(cast.member, playhouse.film)
    grant = media_links.check(started.parts[0].url.split("/")[2])

    assert grant.session_id == started.session.pid
    assert grant.file_id == started.parts[0].file_id
    assert grant.purpose is media_links.Purpose.PLAY


def test_parts_lie_behind_each_other_on_one_time_line(cast: Cast, playhouse: PlayHouse) -> None:
    started = begin(cast.member, playhouse.parted)

    assert [(part.offset_ms, part.duration_ms) for part in started.parts] == [
        (0, 40 * MINUTE),
        (40 * MINUTE, 60 * MINUTE),
    ]
    assert started.duration_ms == 100 * MINUTE


def test_position_in_the_second_part_is_offered_again(cast: Cast, playhouse: PlayHouse) -> None:
    record_progress(cast.member, playhouse.parted, position_ms=50 * MINUTE)

    assert begin(cast.member, playhouse.parted).resume_ms == 50 * MINUTE


def test_watched_film_begins_at_its_start(cast: Cast, playhouse: PlayHouse) -> None:
    record_progress(cast.member, playhouse.film, position_ms=95 * MINUTE)

    assert begin(cast.member, playhouse.film).resume_ms == 0


def test_refused_film_says_why_and_gives_no_link(cast: Cast, playhouse: PlayHouse) -> None:
    started = begin(cast.member, playhouse.refused)

    assert started.parts == ()
    assert started.session.method == PlayMethod.REFUSED
    assert started.decision.method is Method.DIRECT_STREAM
    assert [reason["code"] for reason in started.session.decision["reasons"] if reason["sign"] == "x"] == [
        "audio_codec_unknown_to_client",
        "container_unknown_to_client",
    ]
    assert not PlaybackSession.objects.live().exists()
    assert not WatchEvent.objects.exists()


def test_version_that_plays_as_it_is_wins_over_the_better_one(cast: Cast, playhouse: PlayHouse) -> None:
    easy = put_file(playhouse.folder, playhouse.refused, "easy.mp4", container="mp4", streams=H264_AAC, minutes=100)
    put_version(playhouse.refused, easy, quality=720)

    started = begin(cast.member, playhouse.refused)

    assert [part.file_id for part in started.parts] == [easy.pid]


def test_better_of_two_playable_versions_is_taken(cast: Cast, playhouse: PlayHouse) -> None:
    better = put_file(playhouse.folder, playhouse.film, "4k.mp4", container="mp4", streams=H264_AAC, minutes=100)
    put_version(playhouse.film, better, quality=2160)

    assert [part.file_id for part in begin(cast.member, playhouse.film).parts] == [better.pid]


def test_chosen_version_is_played_although_another_is_better(cast: Cast, playhouse: PlayHouse) -> None:
    better = put_file(playhouse.folder, playhouse.film, "4k.mp4", container="mp4", streams=H264_AAC, minutes=100)
    put_version(playhouse.film, better, quality=2160)
    usual = playhouse.film.versions.get(quality=1080)

    assert begin(cast.member, playhouse.film, version=usual.public_id).session.version == usual


def test_version_of_another_film_is_not_found(cast: Cast, playhouse: PlayHouse) -> None:
    other = playhouse.adult.versions.get()

    with pytest.raises(NotFound):
        begin(cast.member, playhouse.film, version=other.public_id)


def test_limit_of_the_viewer_refuses(cast: Cast, playhouse: PlayHouse) -> None:
    started = begin(cast.member, playhouse.film, limits=PlaybackLimits(max_bitrate_bps=1_000_000))

    assert started.parts == ()


def test_language_of_the_profile_chooses_the_track(cast: Cast, playhouse: PlayHouse) -> None:
    streams = ({"kind": "video", "codec": "h264"}, {"kind": "audio", "codec": "aac", "language": "da"},
               {"kind": "audio", "codec": "aac", "language": "en"})  # fmt: skip
    file = put_file(playhouse.folder, playhouse.film, "tracks.mp4", container="mp4", streams=streams, minutes=100)
    put_version(playhouse.film, file, quality=2160)
    cast.member.audio_languages = ["en"]
    version = playhouse.film.versions.get(quality=2160)

    assert begin(cast.member, playhouse.film, version=version.public_id).decision.audio_index == 2


@pytest.mark.parametrize("availability", [Availability.AWAY, Availability.MISSING])
def test_absent_film_says_what_is_the_matter(cast: Cast, playhouse: PlayHouse, availability: str) -> None:
    playhouse.film.versions.all().delete()
    playhouse.film.availability = availability

    with pytest.raises(NotFound) as caught:
        begin(cast.member, playhouse.film)

    assert {Availability.AWAY: "drive", Availability.MISSING: "last scan"}[availability] in caught.value.message


def test_missing_file_is_not_played(cast: Cast, playhouse: PlayHouse) -> None:
    for link in playhouse.film.versions.get().item_files.all():
        type(link.file).objects.filter(pk=link.file_id).update(missing_since="2026-01-01T00:00:00Z")

    with pytest.raises(NotFound):
        begin(cast.member, playhouse.film)
