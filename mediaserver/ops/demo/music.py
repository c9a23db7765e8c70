"""Makes the tracks of the demo's albums: composed, played, encoded, tagged, with the cover inside."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TALB, TCMP, TCON, TDRC, TIT2, TPE1, TPE2, TPOS, TPUB, TRCK
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggvorbis import OggVorbis

from mediaserver.ops.demo import artwork
from mediaserver.ops.demo.catalogue import Album, Track
from mediaserver.ops.demo.encoder import as_file, run_ffmpeg
from mediaserver.ops.demo.score import compose
from mediaserver.ops.demo.synth import perform, write_wave

RATE_HZ = 44_100
SHORTEST_S, LONGEST_S = 20, 60
QUICK_S = 4.0
COVER_IN_FILE_PX = 600
FRONT_COVER = 3
ENCODINGS = {
    "mp3": ("-c:a", "libmp3lame", "-q:a", "3", "-f", "mp3"),
    "flac": ("-c:a", "flac", "-f", "flac"),
    "m4a": ("-c:a", "aac", "-b:a", "160k", "-f", "ipod"),
    "ogg": ("-c:a", "libvorbis", "-q:a", "5", "-f", "ogg"),
}


def track_length_s(album: Album, track: Track, *, quick: bool) -> float:
    """Return how long a track lasts: between 20 and 60 seconds, always the same for the same track."""
    length_s = Random(f"{album.title}/{track.title}").uniform(SHORTEST_S, LONGEST_S)
    return QUICK_S if quick else round(length_s, 1)


def track_file_name(album: Album, track: Track) -> str:
    """Return the file's name, with the disc's number where there are several."""
    disc = f"{track.disc}-" if album.disc_count > 1 else ""
    artist = f"{' & '.join(track.artists)} - " if album.is_compilation else ""
    return f"{disc}{track.number:02} {artist}{track.title}.{album.format}"


def make_track(album: Album, track: Track, target: Path, scratch: Path, *, quick: bool) -> None:
    """Make one track with tags and cover."""
    length_s = track_length_s(album, track, quick=quick)
    with TemporaryDirectory(dir=scratch) as folder:
        sound, cover = Path(folder) / "sound.wav", Path(folder) / "cover.jpg"
        notes = compose(album.score, length_s, f"{album.title}/{track.title}")
        write_wave(sound, perform(notes, length_s, RATE_HZ), RATE_HZ)
        run_ffmpeg([*("-i", as_file(sound)), *_noise(album, length_s), *ENCODINGS[album.format], as_file(target)])
        artwork.write_cover(album, cover, COVER_IN_FILE_PX)
        TAGGERS[album.format](target, album, track, cover.read_bytes())


def _noise(album: Album, length_s: float) -> tuple[str, ...]:
    """The sea or the wind of the album's mood behind the music, as filter arguments."""
    mood = album.score
    source = (
        f"anoisesrc=color=brown:sample_rate={RATE_HZ}:amplitude={0.4 * mood.sea:.2f}:seed=11,lowpass=f=800,"
        "volume='0.35+0.3*sin(2*PI*t/9)':eval=frame"
        if mood.sea
        else f"anoisesrc=color=pink:sample_rate={RATE_HZ}:amplitude={0.25 * mood.wind:.2f}:seed=5,bandpass=f=480:w=300"
    )
    if not (mood.sea or mood.wind):
        return ()
    soft = f"afade=t=in:d=1.5,afade=t=out:st={max(0.0, length_s - 2):.2f}:d=2,aformat=channel_layouts=stereo"
    mixed = f"{source},{soft}[air];[0:a][air]amix=inputs=2:duration=first:normalize=0,alimiter=limit=0.9:level=0"
    return ("-filter_complex", mixed)


def album_artist(album: Album) -> str:
    """Return what stands in the album artist tag."""
    return album.artists[0]


def _tag_mp3(path: Path, album: Album, track: Track, cover: bytes) -> None:
    """ID3 2.4, where one frame holds several artists."""
    tags = ID3()
    for frame, text in (
        (TIT2, track.title),
        (TPE1, list(track.artists)),
        (TPE2, album_artist(album)),
        (TALB, album.title),
        (TDRC, str(album.year)),
        (TCON, album.genre),
        (TPUB, album.label),
        (TRCK, f"{track.number}/{album.track_counts[track.disc - 1]}"),
        (TPOS, f"{track.disc}/{album.disc_count}"),
    ):
        tags.add(frame(encoding=3, text=text))
    if album.is_compilation:
        tags.add(TCMP(encoding=3, text="1"))
    tags.add(APIC(encoding=3, mime="image/jpeg", type=FRONT_COVER, desc="Cover", data=cover))
    tags.save(path, v2_version=4)


def _vorbis_comments(album: Album, track: Track) -> dict[str, list[str]]:
    """The fields of Vorbis comments, which FLAC uses too."""
    comments = {
        "title": [track.title],
        "artist": list(track.artists),
        "albumartist": [album_artist(album)],
        "album": [album.title],
        "date": [str(album.year)],
        "genre": [album.genre],
        "label": [album.label],
        "tracknumber": [str(track.number)],
        "tracktotal": [str(album.track_counts[track.disc - 1])],
        "discnumber": [str(track.disc)],
        "disctotal": [str(album.disc_count)],
    }
    if album.is_compilation:
        comments["compilation"] = ["1"]
    return comments


def _flac_picture(cover: bytes) -> Picture:
    picture = Picture()
    picture.type, picture.mime, picture.desc = FRONT_COVER, "image/jpeg", "Cover"
    picture.width = picture.height = COVER_IN_FILE_PX
    picture.depth, picture.data = 24, cover
    return picture


def _tag_flac(path: Path, album: Album, track: Track, cover: bytes) -> None:
    flac = FLAC(path)
    flac.update(_vorbis_comments(album, track))
    flac.add_picture(_flac_picture(cover))
    flac.save()


def _tag_ogg(path: Path, album: Album, track: Track, cover: bytes) -> None:
    ogg = OggVorbis(path)
    ogg.update(_vorbis_comments(album, track))
    ogg["metadata_block_picture"] = [base64.b64encode(_flac_picture(cover).write()).decode("ascii")]
    ogg.save()


def _tag_m4a(path: Path, album: Album, track: Track, cover: bytes) -> None:
    m4a = MP4(path)
    m4a["\xa9nam"], m4a["\xa9ART"], m4a["aART"] = [track.title], list(track.artists), [album_artist(album)]
    m4a["\xa9alb"], m4a["\xa9day"], m4a["\xa9gen"] = [album.title], [str(album.year)], [album.genre]
    m4a["trkn"] = [(track.number, album.track_counts[track.disc - 1])]
    m4a["disk"] = [(track.disc, album.disc_count)]
    m4a["cpil"] = album.is_compilation
    m4a["covr"] = [MP4Cover(cover, imageformat=MP4Cover.FORMAT_JPEG)]
    m4a.save()


TAGGERS: dict[str, Callable[[Path, Album, Track, bytes], None]] = {
    "mp3": _tag_mp3,
    "flac": _tag_flac,
    "ogg": _tag_ogg,
    "m4a": _tag_m4a,
}
