"""A house with something to play: films with real files behind them, music, a film for adults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Profile
from library.access import reclass_tree
from library.models import (
    Folder,
    ItemFile,
    Library,
    LibraryKind,
    MediaFile,
    MediaItem,
    MediaStream,
    RootFolder,
    Version,
)
from mediaserver.lib.paths import path_hash
from streaming.sessions import PlaybackRequest, StartedPlayback, start_playback
from tests.factories import catalogue as make
from tests.factories.people import Cast

MINUTE = 60_000
RECORDED = Path(__file__).parents[1] / "query_counts.json"
"""Queries by address name; a changed number needs its reason in the commit."""
H264_AAC = ({"kind": "video", "codec": "h264", "width": 1920, "height": 1080}, {"kind": "audio", "codec": "aac"})
H264_AC3 = ({"kind": "video", "codec": "h264", "width": 1920, "height": 1080}, {"kind": "audio", "codec": "ac3"})
SOUND = ({"kind": "audio", "codec": "mp3", "channel_count": 2},)


def put_file(folder: Path, item: MediaItem, name: str, *, container: str, streams: Any, minutes: float) -> MediaFile:
    """A file on the disk and in the catalogue, without a version."""
    path = folder / name
    path.write_bytes(name.encode() * 50)
    root, _new = RootFolder.objects.get_or_create(
        library=item.library, path=os.fspath(folder), defaults={"path_hash": path_hash(os.fsencode(folder))}
    )
    place, _new = Folder.objects.get_or_create(root=root, path="", defaults={"path_hash": path_hash(b"")})
    file = MediaFile.objects.create(
        library=item.library,
        root=root,
        folder=place,
        path=name,
        path_hash=path_hash(name.encode()),
        kind=MediaFile.Kind.VIDEO,
        container=container,
        content_type=f"video/{container}",
        size_bytes=path.stat().st_size,
        mtime_ns=path.stat().st_mtime_ns,
        duration_ms=int(minutes * MINUTE),
        bitrate_bps=5_000_000,
        added_at=timezone.now(),
        probed_at=timezone.now(),
    )
    MediaStream.objects.bulk_create(MediaStream(file=file, index=at, **row) for at, row in enumerate(streams))
    return file


def put_version(item: MediaItem, *files: MediaFile, quality: int = 1080, label: str = "") -> Version:
    """A version of the files, in this order."""
    version = Version.objects.create(item=item, label=label, quality=quality)
    for place, file in enumerate(files):
        ItemFile.objects.create(version=version, file=file, part_index=place)
    return version


@dataclass
class PlayHouse:
    """What there is to play: `film` of 100 min, `parted` of 40 and 60 min, `refused` with AC-3, `adult`, `track`s."""

    folder: Path
    films: Library
    film: MediaItem
    parted: MediaItem
    refused: MediaItem
    adult: MediaItem
    album: MediaItem
    tracks: list[MediaItem]


@pytest.fixture
def playhouse(cast: Cast, tmp_path: Path) -> PlayHouse:
    """The catalogue of the tests about playing."""
    folder, songs = tmp_path / "films", tmp_path / "music"
    folder.mkdir()
    songs.mkdir()
    films, music = make.make_library(LibraryKind.MOVIES, "Films"), make.make_library(LibraryKind.MUSIC, "Music")
    film = make.make_movie(films, "The Lamp", content_rating_age=0)
    parted = make.make_movie(films, "Two Halves")
    refused = make.make_movie(films, "The Kettle")
    adult = make.make_movie(films, "The Wolves", content_rating_age=18)
    for item in (film, adult):
        reclass_tree(item)
        item.refresh_from_db()

    def mp4(item: MediaItem, name: str, minutes: float = 100) -> MediaFile:
        return put_file(folder, item, name, container="mp4", streams=H264_AAC, minutes=minutes)

    put_version(film, mp4(film, "lamp.mp4"))
    put_version(adult, mp4(adult, "wolves.mp4"))
    put_version(parted, mp4(parted, "one.mp4", 40), mp4(parted, "two.mp4", 60))
    put_version(refused, put_file(folder, refused, "kettle.mkv", container="matroska", streams=H264_AC3, minutes=100))
    album = make.make_album(music, "Slow Tides", tracks=2)
    tracks = list(MediaItem.objects.filter(parent=album).order_by("number"))
    for track in tracks:
        file = put_file(songs, track, f"{track.number}.mp3", container="mp3", streams=SOUND, minutes=3)
        put_version(track, file)
    return PlayHouse(folder, films, film, parted, refused, adult, album, tracks)


BROWSER = {
    "containers": ["mp4", "mp3"],
    "video": {"h264": {"max_level": 52}},
    "audio": {"aac": {}, "mp3": {}},
}


def begin(profile: Profile, item: MediaItem, **options: Any) -> StartedPlayback:
    """Start playing in a browser."""
    return start_playback(PlaybackRequest(profile=profile, item=item, declared=BROWSER, **options))
