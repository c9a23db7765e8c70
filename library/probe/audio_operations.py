"""Reading music files inside a media process, with mutagen. Imports nothing of Django."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any

import mutagen
import mutagen.aac
import mutagen.aiff
import mutagen.apev2
import mutagen.asf
import mutagen.flac
import mutagen.id3
import mutagen.monkeysaudio
import mutagen.mp3
import mutagen.mp4
import mutagen.musepack
import mutagen.oggflac
import mutagen.oggopus
import mutagen.oggspeex
import mutagen.oggvorbis
import mutagen.trueaudio
import mutagen.wave
import mutagen.wavpack

from library.probe import audio_tags
from library.probe.covers import find_cover
from mediaserver.lib.sandbox.wire import Rejected

Answer = dict[str, Any]
HEAD_BYTES = 128
OGG_KINDS: tuple[tuple[bytes, type[Any], str, str], ...] = (
    (b"OpusHead", mutagen.oggopus.OggOpus, "ogg", "opus"),
    (b"\x01vorbis", mutagen.oggvorbis.OggVorbis, "ogg", "vorbis"),
    (b"\x7fFLAC", mutagen.oggflac.OggFLAC, "ogg", "flac"),
    (b"Speex   ", mutagen.oggspeex.OggSpeex, "ogg", "speex"),
)
KINDS: tuple[tuple[Callable[[bytes], bool], type[Any], str, str], ...] = (
    (lambda head: head.startswith(b"fLaC"), mutagen.flac.FLAC, "flac", "flac"),
    (lambda head: head[4:8] == b"ftyp", mutagen.mp4.MP4, "mp4", "aac"),
    (lambda head: head.startswith((b"RIFF", b"RF64")) and head[8:12] == b"WAVE", mutagen.wave.WAVE, "wav", "pcm"),
    (lambda head: head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"), mutagen.aiff.AIFF, "aiff", "pcm"),
    (lambda head: head.startswith(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), mutagen.asf.ASF, "asf", "wma"),
    (lambda head: head.startswith(b"wvpk"), mutagen.wavpack.WavPack, "wavpack", "wavpack"),
    (lambda head: head.startswith(b"MAC "), mutagen.monkeysaudio.MonkeysAudio, "ape", "ape"),
    (lambda head: head.startswith((b"MPCK", b"MP+")), mutagen.musepack.Musepack, "musepack", "musepack"),
    (lambda head: head.startswith(b"TTA"), mutagen.trueaudio.TrueAudio, "tta", "tta"),
    (lambda head: head.startswith((b"\xff\xf1", b"\xff\xf9", b"ADIF")), mutagen.aac.AAC, "adts", "aac"),
)
LOSSLESS = {"flac", "alac", "pcm", "wavpack", "ape", "tta"}
NUMBERS = re.compile(r"\s*(\d{1,5})(?:\s*(?:/|of)\s*(\d{1,5}))?")
YEAR = re.compile(r"\d{4}")


def probe(descriptor: int) -> Answer:
    """Return the facts of a music file as a plain mapping with the names of `AudioFacts`."""
    audio, container, codec = _open(descriptor)
    info = audio.info
    fields = audio_tags.read(audio)
    codec = _codec(codec, info)
    answer: Answer = {
        "container": container,
        "codec": codec,
        "duration_ms": _positive(getattr(info, "length", 0) * 1000),
        "bitrate_bps": _positive(getattr(info, "bitrate", 0)),
        "sample_rate_hz": _positive(getattr(info, "sample_rate", 0)),
        "bit_depth": _positive(getattr(info, "bits_per_sample", 0)),
        "channel_count": _positive(getattr(info, "channels", 0)),
        "is_lossless": codec in LOSSLESS,
        "has_cover": find_cover(audio) is not None,
    }
    answer.update(_names(fields))
    return answer


def cover(descriptor: int) -> Answer:
    """Return the bytes of the embedded front cover. Raises Rejected("no_cover")."""
    audio, _container, _codec_name = _open(descriptor)
    found = find_cover(audio)
    if found is None:
        raise Rejected("no_cover")
    data, mime_type = found
    return {"data": data, "mime_type": mime_type}


def _open(descriptor: int) -> tuple[Any, str, str]:
    os.lseek(descriptor, 0, os.SEEK_SET)
    head = os.pread(descriptor, HEAD_BYTES, 0)
    kind, container, codec = _kind(head)
    with open(descriptor, "rb", closefd=False) as file:
        try:
            return kind(file), container, codec
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a parser makes of damaged bytes
            raise Rejected("not_audio", cause=f"{type(error).__name__}: {error}"[:200]) from None


def _kind(head: bytes) -> tuple[type[Any], str, str]:
    """Choose the reader by the first bytes, not by the name."""
    if head.startswith(b"OggS"):
        for mark, reader, container, codec in OGG_KINDS:
            if mark in head:
                return reader, container, codec
        raise Rejected("not_audio")
    for matches, reader, container, codec in KINDS:
        if matches(head):
            return reader, container, codec
    return mutagen.mp3.MP3, "mp3", "mp3"


def _codec(codec: str, info: Any) -> str:
    if codec == "aac":
        name = str(getattr(info, "codec", "") or "mp4a")
        return "alac" if name.startswith("alac") else "flac" if name.startswith("fLaC") else "aac"
    if codec == "mp3" and getattr(info, "layer", 3) != 3:
        return f"mp{info.layer}"
    return codec


def _names(fields: Mapping[str, list[str]]) -> Answer:
    """Turn raw tag values into the fields of `AudioFacts`."""
    track, track_total = _pair(fields, "track_number", "track_total")
    disc, disc_total = _pair(fields, "disc_number", "disc_total")
    date = _first(fields, "date")
    year = YEAR.search(date) or YEAR.search(_first(fields, "year"))
    answer: Answer = {name: _first(fields, name) for name in audio_tags.SINGLE}
    answer.update({name: fields.get(name, []) for name in audio_tags.MULTIPLE})
    answer.update(
        track_number=track, track_total=track_total, disc_number=disc, disc_total=disc_total,
        date=date or _first(fields, "year"), year=int(year[0]) if year else None,
        is_compilation=_first(fields, "compilation").strip().lower() in ("1", "true", "yes"),
        musicbrainz={
            name.removeprefix("musicbrainz_"): values[0]
            for name, values in fields.items()
            if name.startswith("musicbrainz_") and values
        },
        replaygain_track_db=_gain(fields, "replaygain_track_gain"),
        replaygain_track_peak=_gain(fields, "replaygain_track_peak"),
        replaygain_album_db=_gain(fields, "replaygain_album_gain"),
        replaygain_album_peak=_gain(fields, "replaygain_album_peak"),
    )  # fmt: skip
    return answer


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    values = fields.get(name)
    return values[0].strip() if values else ""


def _pair(fields: Mapping[str, list[str]], number: str, total: str) -> tuple[int | None, int | None]:
    """Read "3/9" and its relatives: "3", "03 of 9", a total in a tag of its own."""
    match = NUMBERS.match(_first(fields, number))
    if match is None:
        return None, _whole(_first(fields, total))
    return int(match[1]) or None, (int(match[2]) if match[2] else None) or _whole(_first(fields, total))


def _whole(text: str) -> int | None:
    match = NUMBERS.match(text)
    return (int(match[1]) or None) if match else None


def _gain(fields: Mapping[str, list[str]], name: str) -> float | None:
    """Read "-6.50 dB" or "0.988". R128 gains of Opus (1/256 dB against -23 LUFS) come converted from `audio_tags`."""
    text = _first(fields, name).lower().replace("db", "").replace(",", ".").strip()
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -200 < value < 200 else None


def _positive(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and 0 < value < 2**53 else None


OPERATIONS = {"probe": probe, "cover": cover}
