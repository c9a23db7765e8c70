"""What the demo collection consists of: typed values read from the TOML files in `catalogue/`."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from mediaserver.ops.demo.score import Mood

CATALOGUE_FOLDER = Path(__file__).parent / "catalogue"

Shot = tuple[str, float, float]
Line = Mapping[str, str]


@dataclass(frozen=True)
class Facts:
    """What a film and a series have in common; `cast` holds (person, character), `certification` a German age class."""

    title: str
    year: int
    art: str
    backdrop: str
    logo: str
    form: str
    length_s: float
    plot: str
    genres: tuple[str, ...]
    certification: str
    rating: float
    studio: str
    cast: tuple[tuple[str, str], ...]
    score: Mood
    particles: str

    @property
    def folder(self) -> str:
        """The folder's name, "Title (Year)"."""
        return f"{self.title} ({self.year})"


@dataclass(frozen=True)
class Spoken:
    """What a video file says and shows besides its picture; languages are ISO 639-2/B codes.

    `text` and `pictures` are the subtitles inside the file, `beside` those in files of their own.
    """

    languages: tuple[str, ...]
    lines: tuple[Line, ...]
    text: tuple[str, ...]
    pictures: tuple[str, ...]
    beside: tuple[str, ...]
    second_lead: str


@dataclass(frozen=True)
class Film:
    """One film."""

    facts: Facts
    spoken: Spoken
    shots: tuple[Shot, ...]
    chapters: tuple[str, ...]
    tagline: str
    released: dt.date
    countries: tuple[str, ...]
    directors: tuple[str, ...]
    writers: tuple[str, ...]


@dataclass(frozen=True)
class Episode:
    """One episode; two of them may share a file."""

    number: int
    title: str
    aired: dt.date
    plot: str


@dataclass(frozen=True)
class EpisodeFile:
    """One file of a series; season 0 holds the specials."""

    season: int
    episodes: tuple[Episode, ...]
    shots: tuple[Shot, ...]
    spoken: Spoken
    form: str
    length_s: float
    has_still: bool


@dataclass(frozen=True)
class Series:
    """One series with its files."""

    facts: Facts
    status: str
    files: tuple[EpisodeFile, ...]


@dataclass(frozen=True)
class Lettering:
    """Words on a cover: `x`, `y` are the upper left corner, `crop` left, top and side of the square, in parts."""

    title: str
    artist: str
    x: float
    y: float
    colour: str
    crop: tuple[float, float, float]


@dataclass(frozen=True)
class Track:
    """One track; `disc` and `number` count from 1, `artists` is more than one for a joint recording."""

    title: str
    artists: tuple[str, ...]
    disc: int
    number: int


@dataclass(frozen=True)
class Album:
    """One album; `format` is the suffix of its files."""

    title: str
    artists: tuple[str, ...]
    year: int
    cover: str
    format: str
    genre: str
    label: str
    score: Mood
    tracks: tuple[Track, ...]
    track_counts: tuple[int, ...]
    is_compilation: bool
    lettering: Lettering | None

    @property
    def disc_count(self) -> int:
        """Number of discs."""
        return len(self.track_counts)


@dataclass(frozen=True)
class Camera:
    """What took a photo; focal length in millimetres, aperture as f-number."""

    make: str
    model: str
    lens: str
    focal_mm: float
    aperture: float


@dataclass(frozen=True)
class Photo:
    """A cut of a drawing: centre `x`, `y` and `part` of its size; `shape` wide, square or tall."""

    art: str
    x: float
    y: float
    part: float
    shape: str
    grade: str


@dataclass(frozen=True)
class PhotoFolder:
    """A day's photos; `place` is latitude and longitude in degrees, None where the camera had no receiver."""

    folder: str
    taken: dt.datetime
    place: tuple[float, float] | None
    camera: Camera
    photos: tuple[Photo, ...]


@dataclass(frozen=True)
class Catalogue:
    """The whole collection."""

    films: tuple[Film, ...]
    series: tuple[Series, ...]
    albums: tuple[Album, ...]
    photo_folders: tuple[PhotoFolder, ...]


@cache
def catalogue() -> Catalogue:
    """Return the demo collection as the TOML files describe it."""
    photos = _read("photos")
    cameras = {name: Camera(**table) for name, table in photos["cameras"].items()}
    return Catalogue(
        films=tuple(_film(row) for row in _read("films")["film"]),
        series=tuple(_series(row) for row in _read("series")["series"]),
        albums=tuple(_album(row) for row in _read("music")["album"]),
        photo_folders=tuple(_photo_folder(row, cameras) for row in photos["album"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CATALOGUE_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _mood(row: Mapping[str, Any]) -> Mood:
    return Mood(**{**row, "voices": tuple(row["voices"])})


def _facts(row: Mapping[str, Any]) -> Facts:
    known = {field.name for field in fields(Facts)}
    plain = {key: value for key, value in row.items() if key in known}
    ready = {
        "logo": "",
        **plain,
        "genres": tuple(row["genres"]),
        "cast": tuple((person, character) for person, character in row["cast"]),
        "score": _mood(row["score"]),
    }
    return Facts(**ready)


def _spoken(row: Mapping[str, Any]) -> Spoken:
    return Spoken(
        languages=tuple(row.get("languages", ("eng",))),
        lines=tuple(row.get("lines", ())),
        text=tuple(row.get("text", ())),
        pictures=tuple(row.get("pictures", ())),
        beside=tuple(row.get("beside", ())),
        second_lead=row.get("second_lead", ""),
    )


def _shots(row: Mapping[str, Any]) -> tuple[Shot, ...]:
    return tuple((art, float(x), float(y)) for art, x, y in row["shots"])


def _film(row: Mapping[str, Any]) -> Film:
    return Film(
        facts=_facts(row),
        spoken=_spoken(row),
        shots=_shots(row),
        chapters=tuple(row["chapters"]),
        tagline=row["tagline"],
        released=row["released"],
        countries=tuple(row["countries"]),
        directors=tuple(row["directors"]),
        writers=tuple(row["writers"]),
    )


def _series(row: Mapping[str, Any]) -> Series:
    facts = _facts(row)
    files = tuple(
        EpisodeFile(
            season=file["season"],
            episodes=tuple(Episode(**episode) for episode in file["episodes"]),
            shots=_shots(file),
            spoken=_spoken(file),
            form=file.get("form", facts.form),
            length_s=file.get("length_s", facts.length_s),
            has_still=file.get("still", False),
        )
        for file in row["file"]
    )
    return Series(facts=facts, status=row["status"], files=files)


def _album(row: Mapping[str, Any]) -> Album:
    artists = tuple(row["artists"])
    tracks = []
    for disc, titles in enumerate(row["discs"], start=1):
        for number, track in enumerate(titles, start=1):
            if isinstance(track, str):
                tracks.append(Track(track, artists, disc, number))
            else:
                tracks.append(Track(track["title"], tuple(track["artists"]), disc, number))
    lettering = row.get("lettering")
    return Album(
        title=row["title"],
        artists=artists,
        year=row["year"],
        cover=row["cover"],
        format=row["format"],
        genre=row["genre"],
        label=row["label"],
        score=_mood(row["score"]),
        tracks=tuple(tracks),
        track_counts=tuple(len(titles) for titles in row["discs"]),
        is_compilation=row.get("compilation", False),
        lettering=Lettering(**{**lettering, "crop": tuple(lettering["crop"])}) if lettering else None,
    )


def _photo_folder(row: Mapping[str, Any], cameras: Mapping[str, Camera]) -> PhotoFolder:
    place = row.get("place")
    return PhotoFolder(
        folder=row["folder"],
        taken=row["taken"],
        place=(place[0], place[1]) if place else None,
        camera=cameras[row["camera"]],
        photos=tuple(Photo(*photo) for photo in row["photos"]),
    )
