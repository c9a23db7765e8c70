"""Artists, albums and tracks from tags."""

from __future__ import annotations

from pathlib import Path

import mutagen
import pytest

from library.models import ArtistCredit, ExternalId, ItemGenre, MediaFile, MediaItem
from tests.factories.libraries import put, scan, scanned_library

pytestmark = pytest.mark.django_db


def track(path: Path, **tags: str | list[str]) -> Path:
    """A FLAC file with exactly these tags."""
    put("flac", path)
    audio = mutagen.File(path)
    audio.delete()
    audio.clear_pictures()
    for name, value in tags.items():
        audio[name] = value
    audio.save()
    return path


def test_tags_make_artist_album_and_track(tmp_path: Path) -> None:
    track(
        tmp_path / "x" / "01.flac", title="Kettle Song", artist=["Ada Vale", "Tom Reed"], albumartist="Ada Vale",
        album="Small Hours", date="2021-04-02", tracknumber="3/9", discnumber="1", genre=["Folk", "Jazz"],
        musicbrainz_albumid="0f0c8b1e-2f0a-4b7e-9a63-52f9d7f2a001",
    )  # fmt: skip
    library = scanned_library(tmp_path, "music")
    item = MediaItem.objects.get(kind="track")
    album = MediaItem.objects.get(kind="album")
    assert (item.title, item.number, item.disc_number, item.parent, item.root) == ("Kettle Song", 3, 1, album, album)
    assert (album.title, album.year, str(album.released_on), album.leaf_count) == ("Small Hours", 2021, "2021-04-02", 1)
    assert album.duration_ms == item.duration_ms == MediaFile.objects.get().duration_ms
    assert album.parent is not None and (album.parent.kind, album.parent.title, album.parent.leaf_count) == (
        "artist",
        "Ada Vale",
        1,
    )
    credits = ArtistCredit.objects.filter(item=item, role="artist").values_list("artist__title", "join_phrase")
    assert list(credits) == [("Ada Vale", ", "), ("Tom Reed", "")]
    assert set(ItemGenre.objects.filter(item=album).values_list("genre__name", flat=True)) == {"Folk", "Jazz"}
    assert ExternalId.objects.filter(item=album, provider__startswith="musicbrainz").exists()
    scan(library, "full")
    assert MediaItem.objects.count() == 4


def test_two_discs_are_one_album_in_order(tmp_path: Path) -> None:
    for disc in (1, 2):
        for number in (1, 2):
            track(
                tmp_path / "Tides" / f"CD{disc}" / f"0{number}.flac", title=f"Tide {disc}.{number}", artist="Ines Varga",
                albumartist="Ines Varga", album="Tides", tracknumber=str(number), discnumber=str(disc),
            )  # fmt: skip
    scanned_library(tmp_path, "music")
    album = MediaItem.objects.get(kind="album")
    tracks = MediaItem.objects.filter(parent=album).order_by("parent_number", "number")
    assert [(t.disc_number, t.number, t.title) for t in tracks] == [
        (1, 1, "Tide 1.1"), (1, 2, "Tide 1.2"), (2, 1, "Tide 2.1"), (2, 2, "Tide 2.2"),
    ]  # fmt: skip


def test_several_artists_without_album_artist_are_a_compilation(tmp_path: Path) -> None:
    for number, artist in enumerate(["Ada", "Ben", "Cem"], 1):
        track(
            tmp_path / "Mix" / f"{number}.flac",
            title=f"Song {number}",
            artist=artist,
            album="Mix",
            tracknumber=str(number),
        )
    scanned_library(tmp_path, "music")
    album = MediaItem.objects.get(kind="album")
    assert album.parent is not None and album.parent.title == "Various Artists"
    assert album.leaf_count == 3
    assert set(MediaItem.objects.filter(kind="artist").values_list("title", flat=True)) == {
        "Various Artists", "Ada", "Ben", "Cem",
    }  # fmt: skip


def test_files_without_tags_are_named_by_their_folders(tmp_path: Path) -> None:
    track(tmp_path / "Ada Vale" / "Small Hours (2021)" / "03 - Kettle Song.flac")
    scanned_library(tmp_path, "music")
    item = MediaItem.objects.get(kind="track")
    assert (item.title, item.number) == ("Kettle Song", 3)
    assert item.parent is not None and (item.parent.title, item.parent.year) == ("Small Hours", 2021)
    assert item.parent.parent is not None and item.parent.parent.title == "Ada Vale"


def test_retagged_album_keeps_its_item(tmp_path: Path) -> None:
    paths = [
        track(tmp_path / "a" / f"{n}.flac", title=f"Song {n}", artist="Ada", album="Smal Hours", tracknumber=str(n))
        for n in (1, 2)
    ]
    library = scanned_library(tmp_path, "music")
    before = set(MediaItem.objects.values_list("pk", flat=True))
    for number, path in enumerate(paths, 1):
        track(path, title=f"Song {number} (live)", artist="Ada", album="Small Hours", tracknumber=str(number))
    scan(library, "full")
    assert set(MediaItem.objects.values_list("pk", flat=True)) == before
    assert MediaItem.objects.get(kind="album").title == "Small Hours"
    assert set(MediaItem.objects.filter(kind="track").values_list("title", flat=True)) == {
        "Song 1 (live)",
        "Song 2 (live)",
    }


def test_the_same_track_in_two_formats_is_two_versions(tmp_path: Path) -> None:
    track(
        tmp_path / "a" / "1.flac",
        title="Kettle Song",
        artist="Ada Vale",
        album="Small Hours",
        tracknumber="3",
        discnumber="1",
    )
    mp3 = put("mp3", tmp_path / "a" / "1.mp3")
    audio = mutagen.File(mp3)
    audio.delete()
    easy = mutagen.File(mp3, easy=True)
    easy.add_tags()
    easy.update(
        {"title": "Kettle Song", "artist": "Ada Vale", "album": "Small Hours", "tracknumber": "3", "discnumber": "1"}
    )
    easy.save()
    scanned_library(tmp_path, "music")
    item = MediaItem.objects.get(kind="track")
    assert [version.label for version in item.versions.all()] == ["FLAC", "MP3"]
