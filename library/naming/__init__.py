"""What a path says: pure, from the relative path to a typed claim. Neither Django nor the disk is asked. See README.md."""

from library.naming.claims import (
    Claim,
    EpisodeClaim,
    ExternalName,
    ExtraClaim,
    MovieClaim,
    PhotoClaim,
    Rule,
    TrackClaim,
)
from library.naming.episodes import read_episode_path
from library.naming.films import read_movie_path
from library.naming.guessing import KindGuess, guess_kind
from library.naming.ignoring import IGNORE_MARKERS, is_ignored_file, is_ignored_folder
from library.naming.languages import language_code
from library.naming.music import read_track_path
from library.naming.photos import read_photo_path
from library.naming.reading import claim_for
from library.naming.subtitles import SubtitleName, read_subtitle_name
from library.naming.suffixes import FileKind, content_type_of, file_kind, is_nfo, is_picture_beside, is_subtitle
from library.naming.titles import fold_title, sort_title

__all__ = [
    "IGNORE_MARKERS",
    "Claim",
    "EpisodeClaim",
    "ExternalName",
    "ExtraClaim",
    "FileKind",
    "KindGuess",
    "MovieClaim",
    "PhotoClaim",
    "Rule",
    "SubtitleName",
    "TrackClaim",
    "claim_for",
    "content_type_of",
    "file_kind",
    "fold_title",
    "guess_kind",
    "is_ignored_file",
    "is_ignored_folder",
    "is_nfo",
    "is_picture_beside",
    "is_subtitle",
    "language_code",
    "read_episode_path",
    "read_movie_path",
    "read_photo_path",
    "read_subtitle_name",
    "read_track_path",
    "sort_title",
]
