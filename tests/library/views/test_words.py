"""Lines about items and files, in words."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from library.item_facts import PhotoFacts
from library.models import Availability, ItemKind, MediaItem, MediaStream, SubtitleFile
from library.views.lead import content_rating
from library.views.photos import exposure_line
from library.views.streams import (
    codec_name,
    frames_per_second,
    height_name,
    language_name,
    sound_name,
    stream_details,
    subtitle_name,
    video_line,
)
from library.views.wording import (
    caption,
    day_heading,
    day_long,
    moment_long,
    place_line,
    place_long,
    place_short,
    season_name,
)


def video(**facts):
    return MediaStream(kind="video", **facts)


@pytest.mark.parametrize(
    ("width", "height", "interlaced", "name"),
    [
        (3840, 2160, False, "2160p"),
        (3840, 1600, False, "2160p"),
        (1920, 1080, False, "1080p"),
        (1920, 800, False, "1080p"),
        (1440, 1080, True, "1080i"),
        (1280, 720, False, "720p"),
        (720, 576, True, "576i"),
        (640, 360, False, "360p"),
        (160, 120, False, "120p"),
        (1080, 1920, False, "1440p"),
        (None, None, False, ""),
    ],
)
def test_height_is_named_by_lines_or_width(width, height, interlaced, name):
    assert height_name(video(width=width, height=height, is_interlaced=interlaced)) == name


def test_video_line_names_depth_and_range():
    assert video_line(video(codec="h264", width=1920, height=1080, bit_depth=8)) == "1080p H.264"
    line = video_line(video(codec="hevc", width=3840, height=2160, bit_depth=10, hdr="dolby_vision"))
    assert line == "2160p HEVC 10 bit, Dolby Vision"


@pytest.mark.parametrize(
    ("fraction", "rate"),
    [
        ("24000/1001", "23.976"),
        ("25/1", "25"),
        ("30", "30"),
        ("0/0", ""),
        ("", ""),
        ("x/y", ""),
        ("60000/1001", "59.94"),
    ],
)
def test_frame_rate(fraction, rate):
    assert frames_per_second(fraction) == rate


@pytest.mark.parametrize(
    ("codec", "name"), [("pcm_s16le", "PCM"), ("eac3", "Dolby Digital Plus"), ("xyz", "XYZ"), ("opus", "Opus")]
)
def test_codec_name(codec, name):
    assert codec_name(codec) == name


@pytest.mark.parametrize(
    ("tag", "english", "german"),
    [
        ("da", "Danish", "Dänisch"),
        ("de-AT", "German", "Deutsch"),
        ("pt-BR", "Brazilian Portuguese", "Brasilianisches Portugiesisch"),
        ("und", "Unknown language", None),
        ("", "Unknown language", None),
        ("tlh", "tlh", "tlh"),
    ],
)
def test_language_is_named_in_the_language_of_the_page(tag, english, german):
    with translation.override("en"):
        assert language_name(tag) == english
    with translation.override("de"):
        assert german is None or language_name(tag) == german


def test_sound_and_subtitles_are_named_by_what_tells_them_apart():
    sound = MediaStream(kind="audio", codec="aac", channel_count=6, language="da", title="Commentary")
    assert sound_name(sound) == "Danish, AAC 5.1 (Commentary)"
    forced = MediaStream(kind="subtitle", language="en", is_forced=True)
    assert subtitle_name(forced) == "English, forced"
    assert subtitle_name(SubtitleFile(language="de", is_hearing_impaired=True)) == "German, for the hard of hearing"
    assert stream_details(sound) == ""
    assert stream_details(video(width=1920, height=1080, frame_rate="25/1", bitrate_bps=8_200_000)).startswith(
        "1920 × 1080, 25"
    )


def item(kind, **facts):
    return MediaItem(kind=kind, title="Title", **facts)


@pytest.mark.parametrize(
    ("facts", "short", "long"),
    [
        ({"parent_number": 1, "number": 3}, "S1 E3", "Season 1, episode 3"),
        ({"parent_number": 1, "number": 3, "number_end": 4}, "S1 E3–4", "Season 1, episode 3"),
        ({"parent_number": 0, "number": 2}, "Special 2", "Special 2"),
        ({"parent_number": 2, "number": None}, "S2 E0", "S2 E0"),
    ],
)
def test_place_of_an_episode(facts, short, long):
    episode = item(ItemKind.EPISODE, **facts)
    assert (place_short(episode), place_long(episode)) == (short, long)


@pytest.mark.parametrize(
    ("title", "number", "name"),
    [
        ("Season 2", 2, "Season 2"),
        ("", 2, "Season 2"),
        ("Season 02", 2, "Season 2"),
        ("Book One", 1, "Book One"),
        ("x", 0, "Specials"),
        ("Staffel 3", 3, "Season 3"),
    ],
)
def test_season_name(title, number, name):
    assert season_name(MediaItem(kind=ItemKind.SEASON, title=title, number=number)) == name


@pytest.mark.parametrize(
    ("kind", "facts", "line"),
    [
        (ItemKind.MOVIE, {"year": 2024, "duration_ms": 7_080_000, "resolution_class": "2160p"}, "2024, 1 h 58, 4K"),
        (ItemKind.MOVIE, {"resolution_class": "sd"}, "SD"),
        (ItemKind.MOVIE, {}, ""),
        (ItemKind.SERIES, {"year": 2022, "leaf_count": 1}, "2022, 1 episode"),
        (ItemKind.PHOTO_ALBUM, {"leaf_count": 1200}, "1\u202f200 photos"),
        (ItemKind.ARTIST, {"leaf_count": 9}, "9 tracks"),
        (ItemKind.MOVIE, {"year": 2024, "availability": Availability.MISSING}, "File is missing"),
    ],
)
def test_caption_of_a_card(kind, facts, line):
    assert caption(item(kind, **facts)) == line


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"content_rating": "DE:12"}, "12"),
        ({"content_rating": "PG-13"}, "PG-13"),
        ({"content_rating_age": 6}, "6"),
        ({}, ""),
    ],
)
def test_rating_is_shown_without_its_country(facts, words):
    assert content_rating(item(ItemKind.MOVIE, **facts)) == words


def test_line_of_a_landscape_card():
    assert place_line(item(ItemKind.MOVIE, year=2024)) == "Film, 2024"
    assert place_line(item(ItemKind.EPISODE, parent_number=1, number=6)) == "S1 E6, Title"


def test_days_are_written_as_people_say_them():
    moment = datetime(2019, 11, 14, 18, 5, tzinfo=UTC)
    assert day_long(moment) == "14 November 2019"
    assert day_long(moment.date()) == "14 November 2019"
    assert day_long(None) == "" and moment_long(None) == ""
    assert moment_long(moment) == "14 November 2019, 18:05"
    assert day_heading(moment) == "Thursday 14 November 2019"
    assert str(datetime.now(UTC).year) not in day_heading(datetime.now(UTC))


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (PhotoFacts(exposure_s=0.004, aperture=2.8, focal_length_mm=35.0, iso=200), "1/250 s, f/2.8, 35 mm, ISO 200"),
        (PhotoFacts(exposure_s=2.5), "2.5 s"),
        (PhotoFacts(exposure_s=0.0001), "1/10000 s"),
        (PhotoFacts(), ""),
    ],
)
def test_exposure(facts, line):
    assert exposure_line(facts) == line
