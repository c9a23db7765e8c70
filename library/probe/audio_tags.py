"""The names that formats give to the same tag, brought to one.

Source: MusicBrainz Picard, "Tag Mapping" (https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mutagen.apev2
import mutagen.asf
import mutagen.id3
import mutagen.mp4

MAX_VALUES, MAX_CHARACTERS = 64, 4000
SINGLE = (
    "title", "album", "original_date", "sort_title", "sort_album", "comment", "lyrics",
)  # fmt: skip
MULTIPLE = ("artists", "album_artists", "genres", "composers", "sort_artists", "sort_album_artists")
# our name: ID3 frame, Vorbis comment, MP4 atom, ASF attribute (APEv2 uses the Vorbis names)
NAMES: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    "title": ("TIT2", ("title",), "\xa9nam", "Title"),
    "artists": ("TPE1", ("artist",), "\xa9ART", "Author"),
    "album_artists": ("TPE2", ("albumartist", "album artist", "album_artist"), "aART", "WM/AlbumArtist"),
    "album": ("TALB", ("album",), "\xa9alb", "WM/AlbumTitle"),
    "track_number": ("TRCK", ("tracknumber", "track"), "trkn", "WM/TrackNumber"),
    "track_total": ("", ("tracktotal", "totaltracks"), "", "TotalTracks"),
    "disc_number": ("TPOS", ("discnumber", "disc"), "disk", "WM/PartOfSet"),
    "disc_total": ("", ("disctotal", "totaldiscs"), "", "TotalDiscs"),
    "date": ("TDRC", ("date",), "\xa9day", "WM/Year"),
    "year": ("TYER", ("year",), "", "Year"),
    "original_date": ("TDOR", ("originaldate", "originalyear"), "----:com.apple.iTunes:ORIGINALDATE",
                      "WM/OriginalReleaseTime"),
    "genres": ("TCON", ("genre",), "\xa9gen", "WM/Genre"),
    "composers": ("TCOM", ("composer",), "\xa9wrt", "WM/Composer"),
    "compilation": ("TCMP", ("compilation",), "cpil", "WM/IsCompilation"),
    "sort_title": ("TSOT", ("titlesort",), "sonm", "WM/TitleSortOrder"),
    "sort_artists": ("TSOP", ("artistsort",), "soar", "WM/ArtistSortOrder"),
    "sort_album_artists": ("TSO2", ("albumartistsort",), "soaa", "WM/AlbumArtistSortOrder"),
    "sort_album": ("TSOA", ("albumsort",), "soal", "WM/AlbumSortOrder"),
    "comment": ("COMM", ("comment", "description"), "\xa9cmt", "Description"),
    "lyrics": ("USLT", ("lyrics", "unsyncedlyrics"), "\xa9lyr", "WM/Lyrics"),
}  # fmt: skip
# our name: description of a TXXX frame or iTunes free-form atom, Vorbis comment, ASF attribute
FREE_NAMES: dict[str, tuple[str, str, str]] = {
    "musicbrainz_recording": ("", "musicbrainz_trackid", "MusicBrainz/Track Id"),
    "musicbrainz_track": ("MusicBrainz Release Track Id", "musicbrainz_releasetrackid",
                          "MusicBrainz/Release Track Id"),
    "musicbrainz_album": ("MusicBrainz Album Id", "musicbrainz_albumid", "MusicBrainz/Album Id"),
    "musicbrainz_artist": ("MusicBrainz Artist Id", "musicbrainz_artistid", "MusicBrainz/Artist Id"),
    "musicbrainz_album_artist": ("MusicBrainz Album Artist Id", "musicbrainz_albumartistid",
                                 "MusicBrainz/Album Artist Id"),
    "musicbrainz_release_group": ("MusicBrainz Release Group Id", "musicbrainz_releasegroupid",
                                  "MusicBrainz/Release Group Id"),
    "replaygain_track_gain": ("replaygain_track_gain", "replaygain_track_gain", "REPLAYGAIN_TRACK_GAIN"),
    "replaygain_track_peak": ("replaygain_track_peak", "replaygain_track_peak", "REPLAYGAIN_TRACK_PEAK"),
    "replaygain_album_gain": ("replaygain_album_gain", "replaygain_album_gain", "REPLAYGAIN_ALBUM_GAIN"),
    "replaygain_album_peak": ("replaygain_album_peak", "replaygain_album_peak", "REPLAYGAIN_ALBUM_PEAK"),
}  # fmt: skip
R128_REFERENCE_DIFFERENCE_DB = 5.0  # Opus gains aim at -23 LUFS, ReplayGain at -18
Fields = dict[str, list[str]]


def read(audio: Any) -> Fields:
    """Return the tags of an opened mutagen file under our names, each with all its values."""
    tags = audio.tags
    if tags is None:
        return {}
    if isinstance(tags, mutagen.id3.ID3Tags):
        return _id3(tags)
    if isinstance(tags, mutagen.mp4.MP4Tags):
        return _mp4(tags)
    if isinstance(tags, mutagen.asf.ASFTags):
        return _asf(tags)
    return _comments(tags)


def _id3(tags: Any) -> Fields:
    found: Fields = {}
    for name, (frame, *_rest) in NAMES.items():
        frames = tags.getall(frame) if frame else []
        _put(found, name, (text for one in frames for text in _id3_texts(one, name)))
    free = {frame.desc.lower(): [str(text) for text in frame.text] for frame in tags.getall("TXXX")}
    for name, (description, *_rest) in FREE_NAMES.items():
        _put(found, name, free.get(description.lower(), ()))
    _put(found, "track_total", free.get("tracktotal", free.get("totaltracks", ())))
    artists = free.get("artists", [])
    if len(artists) > len(found.get("artists", [])):
        _put(found, "artists", artists)  # Picard keeps the names one by one here and a joined text in TPE1
    for frame in tags.getall("UFID"):
        if frame.owner == "http://musicbrainz.org":
            _put(found, "musicbrainz_recording", [frame.data.decode("ascii", "replace")])
    return found


def _id3_texts(frame: Any, name: str) -> list[str]:
    if name == "genres":
        return [str(text) for text in frame.genres]  # (17) and 17 become Rock
    text = getattr(frame, "text", "")
    return [text] if isinstance(text, str) else [str(part) for part in text]


def _mp4(tags: Any) -> Fields:
    found: Fields = {}
    for name, (_frame, comments, atom, _attribute) in NAMES.items():
        free = f"----:com.apple.iTunes:{comments[0]}"
        values = (
            tags.get(atom) or tags.get(free) or tags.get(free.upper().replace("COM.APPLE.ITUNES", "com.apple.iTunes"))
        )
        if atom in ("trkn", "disk") and values:
            number, total = values[0]
            values = [f"{number}/{total}"]
        elif atom == "cpil" and atom in tags:
            values = ["1" if values else "0"]
        _put(found, name, _decoded(values))
    free_form = {key.rpartition(":")[2].lower(): values for key, values in tags.items() if key.startswith("----:")}
    for name, (description, *_rest) in FREE_NAMES.items():
        _put(found, name, _decoded(free_form.get(description.lower())))
    _put(found, "musicbrainz_recording", _decoded(free_form.get("musicbrainz track id")))
    if len(free_form.get("artists", ())) > len(found.get("artists", ())):
        _put(found, "artists", _decoded(free_form["artists"]))
    return found


def _decoded(values: Any) -> list[str]:
    if not isinstance(values, list):
        return []
    return [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values]


def _asf(tags: Any) -> Fields:
    found: Fields = {}
    names = {name: attribute for name, (*_rest, attribute) in NAMES.items()}
    names.update({name: attribute for name, (*_rest, attribute) in FREE_NAMES.items()})
    for name, attribute in names.items():
        if attribute in tags:
            _put(found, name, [str(value) for value in tags[attribute]])
    return found


def _comments(tags: Any) -> Fields:
    """Vorbis comments (FLAC, Ogg, Opus) and APEv2: plain names, any number of values."""
    lower: dict[str, list[str]] = {}
    for key in tags.keys():  # noqa: SIM118 - APEv2 iterates otherwise
        values = tags[key]
        texts = list(values) if isinstance(values, list) else _ape_texts(values)
        lower.setdefault(key.lower(), []).extend(str(text) for text in texts)
    found: Fields = {}
    for name, (_frame, comments, *_rest) in NAMES.items():
        _put(found, name, next((lower[comment] for comment in comments if comment in lower), ()))
    for name, (_description, comment, _attribute) in FREE_NAMES.items():
        _put(found, name, lower.get(comment, ()))
    if len(lower.get("artists", ())) > len(found.get("artists", ())):
        _put(found, "artists", lower["artists"])
    for name, comment in (("replaygain_track_gain", "r128_track_gain"), ("replaygain_album_gain", "r128_album_gain")):
        if name not in found and lower.get(comment, [""])[0].lstrip("-+").isdigit():
            found[name] = [str(int(lower[comment][0]) / 256 + R128_REFERENCE_DIFFERENCE_DB)]
    return found


def _ape_texts(value: Any) -> list[str]:
    return list(value) if isinstance(value, mutagen.apev2.APETextValue) else []


def _put(found: Fields, name: str, values: Iterable[str]) -> None:
    kept: list[str] = []
    for value in values:
        text = value.replace("\0", " ").strip()[:MAX_CHARACTERS]
        if text and text not in kept:
            kept.append(text)
    if kept:
        found[name] = kept[:MAX_VALUES]
