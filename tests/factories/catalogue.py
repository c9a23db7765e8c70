"""Catalogue rows for tests, written straight into the tables."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Profile, Role, User
from library.access import class_for, give_all_libraries, grant_libraries
from library.models import (
    Album,
    Artist,
    ArtistCredit,
    Artwork,
    Episode,
    Folder,
    ItemFile,
    ItemKind,
    Library,
    LibraryKind,
    MediaFile,
    MediaItem,
    MediaStream,
    Movie,
    Photo,
    PhotoAlbum,
    RootFolder,
    Season,
    Series,
    Track,
    Version,
)
from mediaserver.lib.paths import path_hash

_numbers = itertools.count(1)
START = datetime(2026, 1, 1, 12, tzinfo=timezone.get_default_timezone())


def make_profile(name: str = "nora", role: str = Role.OWNER, *, sees_all: bool = True, **facts: Any) -> Profile:
    """An account with its one profile."""
    user = User.objects.create_user(name, "correct horse battery", role=role)
    profile = user.profiles.get()
    for field, value in facts.items():
        setattr(profile, field, value)
    profile.save()
    if sees_all:
        give_all_libraries(profile)
    return profile


def make_child(library: Library | None = None, highest_age: int = 6) -> Profile:
    """A child who sees one library up to an age, and nothing without a rating."""
    profile = make_profile("kim", Role.MEMBER, sees_all=False, is_child=True, highest_age=highest_age)
    grant_libraries(profile, [library] if library else [])
    profile.access.unrated_allowed = False
    profile.access.save()
    return profile


def next_request(profile: Profile) -> Profile:
    """The profile as the next request reads it: what it may see is kept for one request only."""
    return Profile.objects.select_related("user").get(pk=profile.pk)


def make_library(kind: str = LibraryKind.MOVIES, name: str = "") -> Library:
    """A library without roots."""
    return Library.objects.create(name=name or f"{kind} {next(_numbers)}", kind=kind)


def make_item(library: Library, kind: str, title: str = "", **facts: Any) -> MediaItem:
    """One item of any kind."""
    number = next(_numbers)
    title = title or f"Title {number:04d}"
    facts.setdefault("sort_title", title.casefold())
    facts.setdefault("added_at", START + timedelta(minutes=number))
    facts.setdefault("access_class", class_for(library))
    return MediaItem.objects.create(library=library, kind=kind, title=title, identity_key=f"key-{number}", **facts)


def make_movie(library: Library, title: str = "", **facts: Any) -> MediaItem:
    """A film of a hundred minutes."""
    facts.setdefault("duration_ms", 100 * 60_000)
    return make_item(library, Movie.KIND, title, **facts)


def make_series(library: Library, title: str = "", seasons: dict[int, int] | None = None, **facts: Any) -> MediaItem:
    """A series with `seasons` as {number: count of episodes}."""
    series = make_item(library, Series.KIND, title, **facts)
    for number, count in (seasons or {}).items():
        season = make_item(library, Season.KIND, f"Season {number}", parent=series, root=series, number=number)
        for episode in range(1, count + 1):
            make_episode(season, episode)
    return series


def make_episode(season: MediaItem, number: int, **facts: Any) -> MediaItem:
    """An episode of forty minutes."""
    facts.setdefault("duration_ms", 40 * 60_000)
    series = season.parent
    title = facts.pop("title", f"S{season.number}E{number}")
    facts |= {"parent": season, "root": series, "number": number, "parent_number": season.number}
    return make_item(season.library, Episode.KIND, title, **facts)


def episode_of(series: MediaItem, season: int, number: int) -> MediaItem:
    """Find an episode by its numbers."""
    return MediaItem.objects.get(root=series, kind=ItemKind.EPISODE, parent_number=season, number=number)


def make_album(library: Library, title: str = "", *, artist: MediaItem | None = None, tracks: int = 3) -> MediaItem:
    """An album with an artist and tracks of three minutes on one disc."""
    artist = artist or make_item(library, Artist.KIND, f"Artist {next(_numbers)}")
    album = make_item(library, Album.KIND, title, parent=artist, year=2023)
    ArtistCredit.objects.create(item=album, artist=artist, role=ArtistCredit.Role.ALBUM_ARTIST)
    for number in range(1, tracks + 1):
        facts = {"parent": album, "root": album, "number": number, "disc_number": 1, "parent_number": 1}
        track = make_item(library, Track.KIND, f"{album.title} {number}", duration_ms=180_000, **facts)
        ArtistCredit.objects.create(item=track, artist=artist, role=ArtistCredit.Role.ARTIST)
    return album


def make_photo_album(library: Library, title: str = "", photos: int = 3) -> MediaItem:
    """A folder of photos, one a day."""
    album = make_item(library, PhotoAlbum.KIND, title)
    for number in range(photos):
        taken_at = START - timedelta(days=number)
        photo = make_item(library, Photo.KIND, "", parent=album, root=album, taken_at=taken_at, sort_at=taken_at)
        make_artwork(photo, Artwork.Kind.PHOTO, ratio=1.5)
    return album


def make_artwork(item: MediaItem, kind: str = Artwork.Kind.POSTER, ratio: float = 0.667) -> Artwork:
    """A picture's row; there is no picture behind it."""
    return Artwork.objects.create(
        item=item,
        kind=kind,
        source=Artwork.Source.LOCAL,
        content_hash=f"{next(_numbers):064x}",
        width=1000,
        height=round(1000 / ratio),
        ratio=ratio,
        tint="#17545b",
    )


def make_version(item: MediaItem, name: str = "", *, quality: int = 1080, label: str = "") -> Version:
    """A version with one file of two audio streams and a subtitle stream."""
    version = Version.objects.create(item=item, label=label, quality=quality)
    ItemFile.objects.create(version=version, file=make_file(item.library, name, duration_ms=item.duration_ms))
    return version


def make_file(library: Library, name: str = "", **facts: Any) -> MediaFile:
    """A file that was read: H.264 with two languages of sound."""
    number = next(_numbers)
    root_path = f"/media/{library.pk}"
    root, _new = RootFolder.objects.get_or_create(
        library=library, path=root_path, defaults={"path_hash": path_hash(root_path.encode())}
    )
    folder, _new = Folder.objects.get_or_create(root=root, path="", defaults={"path_hash": path_hash(b"")})
    name = name or f"file {number}.mkv"
    facts = {"kind": MediaFile.Kind.VIDEO, "size_bytes": 4_000_000_000, "mtime_ns": 1, "added_at": START} | facts
    facts |= {"probed_at": START, "container": "matroska", "bitrate_bps": 5_000_000}
    file = MediaFile.objects.create(
        library=library, root=root, folder=folder, path=name, path_hash=path_hash(name.encode()), **facts
    )
    streams = [
        {"kind": "video", "codec": "h264", "profile": "High", "width": 1920, "height": 1080, "frame_rate": "24/1"},
        {"kind": "audio", "codec": "aac", "channel_count": 6, "language": "da", "is_default": True},
        {"kind": "audio", "codec": "aac", "channel_count": 2, "language": "en"},
        {"kind": "subtitle", "codec": "subrip", "language": "en"},
    ]
    MediaStream.objects.bulk_create(MediaStream(file=file, index=at, **row) for at, row in enumerate(streams))
    return file
