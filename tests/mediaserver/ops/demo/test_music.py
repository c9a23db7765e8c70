from __future__ import annotations

import io
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggvorbis import OggVorbis
from PIL import Image

from mediaserver.ops.demo.catalogue import Album, catalogue
from mediaserver.ops.demo.music import track_file_name, track_length_s

ALBUMS = catalogue().albums


def album_named(title: str) -> Album:
    return next(album for album in ALBUMS if album.title == title)


def path_of(collection: Path, album: Album, number: int = 0) -> Path:
    track = album.tracks[number]
    (path,) = (collection / "Music" / album.artists[0]).rglob(track_file_name(album, track))
    return path


@pytest.mark.parametrize("album", ALBUMS, ids=lambda album: album.title)
def test_tags_say_what_the_catalogue_says(collection: Path, album: Album) -> None:
    for number, track in enumerate(album.tracks):
        tags = mutagen.File(path_of(collection, album, number), easy=True)
        assert tags["title"] == [track.title]
        assert tags["artist"] == list(track.artists)
        assert tags["album"] == [album.title]
        assert tags["albumartist"] == [album.artists[0]]
        assert str(tags["date"][0]) == str(album.year)
        assert tags["genre"] == [album.genre]
        assert tags["tracknumber"][0].split("/")[0] == str(track.number)
        assert tags["discnumber"][0].split("/")[0] == str(track.disc)


def embedded_cover(path: Path) -> bytes:
    if path.suffix == ".mp3":
        return bytes(ID3(path).getall("APIC")[0].data)
    if path.suffix == ".flac":
        return bytes(FLAC(path).pictures[0].data)
    if path.suffix == ".m4a":
        return bytes(MP4(path)["covr"][0])
    import base64

    return bytes(Picture(base64.b64decode(OggVorbis(path)["metadata_block_picture"][0])).data)


@pytest.mark.parametrize("album", ALBUMS, ids=lambda album: album.title)
def test_cover_is_inside_the_file(collection: Path, album: Album) -> None:
    picture = Image.open(io.BytesIO(embedded_cover(path_of(collection, album))))
    assert picture.size == (600, 600)
    assert len(set(picture.convert("RGB").resize((16, 16)).get_flattened_data())) > 8


def test_covers_all_differ(collection: Path) -> None:
    assert len({path.read_bytes() for path in (collection / "Music").rglob("cover.jpg")}) == len(ALBUMS)


def samples(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo")
        parts = [part.to_ndarray() for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts, axis=1)


@pytest.mark.parametrize("album", ALBUMS, ids=lambda album: album.title)
def test_music_is_heard_in_both_ears_and_not_clipped(collection: Path, album: Album) -> None:
    sound = samples(path_of(collection, album))
    level = np.sqrt((sound**2).mean(axis=1))
    assert (level > 0.02).all()
    assert (np.abs(sound) >= 0.999).mean() < 0.001
    assert abs(sound[0] - sound[1]).max() > 0.01
    assert sound[:, -400:].max() < 0.02


def test_one_album_is_by_many_artists(collection: Path) -> None:
    album = album_named("Lantern Sessions")
    tags = ID3(path_of(collection, album))
    assert tags["TPE1"].text == ["Ines Varga", "Pohja"]
    assert (tags["TPE2"].text, tags["TCMP"].text) == (["Various Artists"], ["1"])
    assert tags.version == (2, 4, 0)


def test_one_album_has_two_discs(collection: Path) -> None:
    discs = {path.parent.name for path in (collection / "Music" / "Kepler Street").rglob("*.ogg")}
    assert discs == {"Disc 1", "Disc 2"}


def test_albums_have_four_to_ten_tracks_of_twenty_to_sixty_seconds() -> None:
    for album in ALBUMS:
        assert 4 <= len(album.tracks) <= 10
        for track in album.tracks:
            assert 20 <= track_length_s(album, track, quick=False) <= 60
