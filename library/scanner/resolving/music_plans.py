"""Artists, albums and tracks: tags first, folders where tags are silent."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from library.item_facts import AlbumFacts, TrackFacts, facts_to_json
from library.models import ItemKind, Library, MediaFile
from library.naming import TrackClaim, fold_title, read_track_path, sort_title
from library.probe import AudioFacts
from library.probe.facts import read_record
from library.scanner.resolving.film_plans import first_of
from library.scanner.resolving.placements import Artists, Placement, Wanted
from mediaserver.lib.paths import display_path

VARIOUS_ARTISTS = "Various Artists"
UNKNOWN_ARTIST = "Unknown artist"
UNKNOWN_ALBUM = "Unknown album"
_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_MUSICBRAINZ = {"track": "musicbrainz_track", "recording": "musicbrainz_recording"}


@dataclass(frozen=True)
class ReadTrack:
    """A file's tags and what its path says."""

    file: MediaFile
    tags: AudioFacts
    claim: TrackClaim

    @property
    def album(self) -> str:
        """The album's title."""
        return self.tags.album or self.claim.album or UNKNOWN_ALBUM

    @property
    def artists(self) -> tuple[str, ...]:
        """The track's artists in printed order."""
        return self.tags.artists or self.tags.album_artists or ((self.claim.artist,) if self.claim.artist else ())


def plan_music(library: Library, files: Sequence[MediaFile]) -> dict[int, Placement]:
    """Place tracks below album and album artist."""
    tracks = [_read(file) for file in files]
    several = _folders_with_several_artists(tracks)
    return {track.file.pk: _placement(library, track, several) for track in tracks}


def _read(file: MediaFile) -> ReadTrack:
    return ReadTrack(file, read_record(AudioFacts, file.tags), read_track_path(display_path(file.path)))


def _needs_neighbours(track: ReadTrack) -> bool:
    return not track.tags.album_artists and not track.tags.is_compilation and bool(track.tags.album)


def _folders_with_several_artists(tracks: Sequence[ReadTrack]) -> set[tuple[int, str]]:
    """(folder, album) where tracks without an album artist have different artists: compilations that don't say so."""
    folders = {track.file.folder_id for track in tracks if _needs_neighbours(track)}
    if not folders:
        return set()
    artists: dict[tuple[int, str], set[str]] = defaultdict(set)
    for file in MediaFile.objects.filter(folder_id__in=folders, missing_since__isnull=True, probed_at__isnull=False):
        track = _read(file)
        if _needs_neighbours(track) and track.artists:
            artists[file.folder_id, fold_title(track.album)].add(fold_title(track.artists[0]))
    return {key for key, names in artists.items() if len(names) > 1}


def _album_artists(track: ReadTrack, several: set[tuple[int, str]]) -> Artists:
    tags = track.tags
    if tags.album_artists:
        return Artists(tags.album_artists, tags.sort_album_artists)
    if tags.is_compilation or (track.file.folder_id, fold_title(track.album)) in several:
        return Artists((VARIOUS_ARTISTS,))
    if tags.artists:
        return Artists(tags.artists[:1], tags.sort_artists[:1])
    return Artists((track.claim.artist or UNKNOWN_ARTIST,))


def _placement(library: Library, track: ReadTrack, several: set[tuple[int, str]]) -> Placement:
    tags, album_artists = track.tags, _album_artists(track, several)
    sort_name = album_artists.sort_names[0] if album_artists.sort_names else ""
    return Placement(
        file=track.file,
        containers=(
            artist_wanted(library, album_artists.names[0], sort_name),
            _album(library, track),
        ),
        leaves=(_track(library, track),),
        genres=tags.genres[:20],
        track_artists=Artists(track.artists or album_artists.names, tags.sort_artists),
        album_artists=album_artists,
        composers=tags.composers[:20],
        external_ids={
            _MUSICBRAINZ.get(name, f"musicbrainz_{name}")[:40]: value for name, value in tags.musicbrainz.items()
        },
    )


def artist_wanted(library: Library, name: str, sort_name: str = "") -> Wanted:
    """The artist of that name."""
    return Wanted(
        ItemKind.ARTIST,
        (fold_title(name),),
        {"title": name[:500], "sort_title": sort_title(sort_name or name, library.language or "en")},
    )


def _album(library: Library, track: ReadTrack) -> Wanted:
    tags = track.tags
    year, day = read_date(tags.original_date or tags.date)
    year = year or tags.year or track.claim.year
    facts = AlbumFacts(
        is_compilation=tags.is_compilation, disc_count=tags.disc_total or 0, replaygain_db=tags.replaygain_album_db
    )
    return Wanted(
        ItemKind.ALBUM,
        (fold_title(track.album),),
        {
            "title": track.album[:500],
            "sort_title": sort_title(tags.sort_album or track.album, library.language or "en"),
            "year": year,
            "released_on": day,
            "sort_at": dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day else first_of(year),
            "facts": facts_to_json(facts),
        },
    )


def _track(library: Library, track: ReadTrack) -> Wanted:
    tags, claim = track.tags, track.claim
    title = tags.title or claim.title
    number = tags.track_number or claim.number
    disc = tags.disc_number or claim.disc_number or 1
    year, _day = read_date(tags.original_date or tags.date)
    facts = TrackFacts(
        composers=tags.composers[:20],
        replaygain_db=tags.replaygain_track_db,
        replaygain_peak=tags.replaygain_track_peak,
        is_lossless=tags.is_lossless,
    )
    disc = disc if 0 < disc < 1_000 else 1
    number = number if number and 0 < number < 100_000 else None
    return Wanted(
        ItemKind.TRACK,
        # Numbers are given twice more often than titles; together they tell a doubled number from a second version.
        (str(disc), str(number or ""), fold_title(title)),
        {
            "title": title[:500],
            "sort_title": sort_title(tags.sort_title or title, library.language or "en"),
            "number": number,
            "parent_number": disc,
            "disc_number": disc,
            "year": year or tags.year,
            "facts": facts_to_json(facts),
        },
    )


def read_date(text: str) -> tuple[int | None, dt.date | None]:
    """Return year and day of a tag's date ("2021", "2021-04", "2021-04-02"); each None where it is not told."""
    match = _DATE.match(text.strip())
    if not match or not 1_000 <= int(match.group(1)) <= 9_000:
        return None, None
    year = int(match.group(1))
    try:
        return year, dt.date(year, int(match.group(2)), int(match.group(3)))
    except (TypeError, ValueError):
        return year, None
