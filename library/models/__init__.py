"""The catalogue: what the household has, and what each profile did with it."""

from library.models.access import AccessClass, LibraryGrant, ProfileAccess
from library.models.artwork import Artwork
from library.models.collections import Collection, CollectionEntry, Playlist, PlaylistEntry
from library.models.credits import ArtistCredit, Company, Credit, ItemCompany, Person
from library.models.facts import ExternalId, FieldLock, Genre, ItemGenre, ItemLanguage, ItemTag, Tag
from library.models.files import Chapter, Marker, MediaFile, MediaStream, SubtitleFile
from library.models.items import Availability, ItemKind, MediaItem
from library.models.kinds import (
    Album,
    Artist,
    AudioBook,
    Book,
    ComicIssue,
    ComicSeries,
    Episode,
    Extra,
    HomeVideo,
    Movie,
    MusicVideo,
    Photo,
    PhotoAlbum,
    Season,
    Series,
    Track,
)
from library.models.libraries import Folder, Library, LibraryKind, RootFolder
from library.models.scans import ScanRun, SkippedFile
from library.models.versions import Edition, ItemFile, Version
from library.models.watching import WatchEvent, WatchState

__all__ = [
    "AccessClass",
    "Album",
    "Artist",
    "ArtistCredit",
    "Artwork",
    "AudioBook",
    "Availability",
    "Book",
    "Chapter",
    "Collection",
    "CollectionEntry",
    "ComicIssue",
    "ComicSeries",
    "Company",
    "Credit",
    "Edition",
    "Episode",
    "ExternalId",
    "Extra",
    "FieldLock",
    "Folder",
    "Genre",
    "HomeVideo",
    "ItemCompany",
    "ItemFile",
    "ItemGenre",
    "ItemKind",
    "ItemLanguage",
    "ItemTag",
    "Library",
    "LibraryGrant",
    "LibraryKind",
    "Marker",
    "MediaFile",
    "MediaItem",
    "MediaStream",
    "Movie",
    "MusicVideo",
    "Person",
    "Photo",
    "PhotoAlbum",
    "Playlist",
    "PlaylistEntry",
    "ProfileAccess",
    "RootFolder",
    "ScanRun",
    "Season",
    "Series",
    "SkippedFile",
    "SubtitleFile",
    "Tag",
    "Track",
    "Version",
    "WatchEvent",
    "WatchState",
]
