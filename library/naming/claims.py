"""What a name can claim. A claim is what the path says, not what is true; tags and providers may know better."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Which rule read the name, so that a person can be told why."""

    FOLDER_AND_YEAR = "folder_and_year"
    FILE_AND_YEAR = "file_and_year"
    FOLDER_NAME = "folder_name"
    FILE_NAME = "file_name"
    SEASON_AND_EPISODE = "season_and_episode"
    AIR_DATE = "air_date"
    EPISODE_IN_SEASON_FOLDER = "episode_in_season_folder"
    ABSOLUTE_NUMBER = "absolute_number"
    ARTIST_AND_ALBUM_FOLDERS = "artist_and_album_folders"
    ONE_FOLDER = "one_folder"
    EXTRA_FOLDER = "extra_folder"
    EXTRA_SUFFIX = "extra_suffix"


@dataclass(frozen=True)
class ExternalName:
    """An id of another catalogue written into a name: `{tmdb-603}`, `[imdbid-tt0133093]`."""

    provider: str
    value: str


@dataclass(frozen=True)
class MovieClaim:
    """A film. `label` tells versions apart in the name's own words; `part_index` counts from 1, 0 is an undivided film."""

    title: str
    year: int | None
    rule: Rule
    edition: str = ""
    label: str = ""
    part_index: int = 0
    external_names: tuple[ExternalName, ...] = ()


@dataclass(frozen=True)
class EpisodeClaim:
    """One or more episodes in one file.

    `season` None with `absolute` set counts through all seasons; with `aired_on` set the day names the episode.
    """

    series_title: str
    series_year: int | None
    rule: Rule
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: int | None = None
    aired_on: dt.date | None = None
    title: str = ""
    label: str = ""
    part_index: int = 0
    external_names: tuple[ExternalName, ...] = ()


@dataclass(frozen=True)
class TrackClaim:
    """A track, as far as folders and name tell; tags go before it."""

    title: str
    rule: Rule
    artist: str = ""
    album: str = ""
    year: int | None = None
    disc_number: int | None = None
    number: int | None = None


@dataclass(frozen=True)
class PhotoClaim:
    """A photo or a video among photos. `stem` joins a RAW file or the moving part to its picture."""

    title: str
    album_title: str
    stem: str
    rule: Rule = Rule.ONE_FOLDER
    taken_on: dt.date | None = None


@dataclass(frozen=True)
class ExtraClaim:
    """A trailer, featurette or the like of a film or a series; `what` is the word that pages show a name for."""

    what: str
    title: str
    owner_title: str
    owner_year: int | None
    rule: Rule


Claim = MovieClaim | EpisodeClaim | TrackClaim | PhotoClaim | ExtraClaim
