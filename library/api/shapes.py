"""What the API answers about the catalogue. Rows become these dicts in `item_rows`, `item_details`, `file_facts`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict

from library.models import Availability, Credit, ItemKind, Library, LibraryKind


class ImageAnswer(TypedDict):
    """A picture. `url` gives it 480 pixels wide; put another offered width in its place for more."""

    id: str
    kind: str
    url: str
    width: int
    height: int
    ratio: float
    tint: str


class ItemLink(TypedDict):
    """Another item, named."""

    id: str
    kind: ItemKind
    title: str


class WatchStateAnswer(TypedDict):
    """Where the asking profile stands with an item. Containers count the leaves below them that it may see."""

    is_watched: bool
    position_ms: int
    percent: int | None
    play_count: int
    is_favourite: bool
    rating: int | None
    is_hidden_from_continue: bool
    last_played_at: datetime | None
    leaf_count: int | None
    unwatched_count: int | None


class ItemRow(TypedDict):
    """An item as lists show it."""

    id: str
    kind: ItemKind
    title: str
    sort_title: str
    original_title: str
    year: int | None
    released_on: date | None
    added_at: datetime
    library_id: str
    parent: ItemLink | None
    root: ItemLink | None
    number: int | None
    number_end: int | None
    parent_number: int | None
    disc_number: int | None
    duration_ms: int | None
    content_rating: str
    content_rating_age: int | None
    community_rating: float | None
    availability: Availability
    resolution: str
    hdr: str
    taken_at: datetime | None
    images: dict[str, ImageAnswer]
    watch_state: WatchStateAnswer


class ItemPage(TypedDict):
    """One page of items."""

    results: list[ItemRow]
    next_cursor: str | None


class NamedAnswer(TypedDict):
    """Something with an id and a name."""

    id: str
    name: str


class CountedAnswer(NamedAnswer):
    """A genre or tag, with how many visible items of the asked kinds carry it."""

    item_count: int


class CreditAnswer(TypedDict):
    """What a person did for the item."""

    person: NamedAnswer
    role: Credit.Role
    character: str
    image: ImageAnswer | None


class ArtistCreditAnswer(TypedDict):
    """An artist's part, in printed order; `join_phrase` follows the name."""

    artist: ItemLink
    role: str
    join_phrase: str


class CompanyAnswer(NamedAnswer):
    """A company's part in the item."""

    role: str


class StreamAnswer(TypedDict):
    """One stream inside a file."""

    index: int
    kind: str
    codec: str
    profile: str
    level: int | None
    bitrate_bps: int | None
    width: int | None
    height: int | None
    sample_aspect_ratio: str
    frame_rate: str
    bit_depth: int | None
    pixel_format: str
    colour_primaries: str
    colour_transfer: str
    colour_space: str
    hdr: str
    is_interlaced: bool
    rotation: int
    channel_count: int | None
    channel_layout: str
    sample_rate_hz: int | None
    language: str
    title: str
    is_default: bool
    is_forced: bool
    is_hearing_impaired: bool
    is_cover: bool


class SpanAnswer(TypedDict):
    """A named stretch of a file: a chapter, or a marker such as the intro."""

    name: str
    start_ms: int
    end_ms: int | None


class SubtitleFileAnswer(TypedDict):
    """A subtitle file beside the media file."""

    id: str
    format: str
    language: str
    title: str
    source: str
    is_forced: bool
    is_hearing_impaired: bool


class FileAnswer(TypedDict):
    """One file on disk. `path` is the absolute path, for librarians only."""

    id: str
    name: str
    path: str | None
    kind: str
    role: str
    size_bytes: int
    container: str
    content_type: str
    duration_ms: int | None
    bitrate_bps: int | None
    has_keyframe_index: bool
    added_at: datetime
    probed_at: datetime | None
    missing_since: datetime | None
    streams: list[StreamAnswer]
    chapters: list[SpanAnswer]
    markers: list[SpanAnswer]
    subtitle_files: list[SubtitleFileAnswer]


class PartAnswer(TypedDict):
    """One file's part in a version, and the stretch of it that belongs here (null: all of it)."""

    index: int
    start_ms: int | None
    end_ms: int | None
    file: FileAnswer


class VersionAnswer(TypedDict):
    """The item in one technical form."""

    id: str
    label: str
    edition: str | None
    parts: list[PartAnswer]


class ItemAnswer(ItemRow):
    """Everything about one item."""

    tagline: str
    overview: str
    absolute_number: int | None
    latitude: float | None
    longitude: float | None
    updated_at: datetime
    facts: dict[str, Any]
    genres: list[NamedAnswer]
    tags: list[NamedAnswer]
    companies: list[CompanyAnswer]
    credits: list[CreditAnswer]
    artists: list[ArtistCreditAnswer]
    external_ids: dict[str, str]
    audio_languages: list[str]
    subtitle_languages: list[str]
    versions: list[VersionAnswer]
    locked_fields: list[str]


class RootAnswer(TypedDict):
    """A folder of a library. `path` is for librarians only."""

    id: str
    path: str | None
    away_since: datetime | None
    away_reason: str
    file_count: int


class LibraryAnswer(TypedDict):
    """A library. What concerns its folders and their watching is filled in for librarians only."""

    id: str
    name: str
    kind: LibraryKind
    language: str
    position: int
    image: ImageAnswer | None
    last_scan_at: datetime | None
    watching: Library.Watching | None
    watching_now: str | None
    watching_reason: str | None
    poll_interval_s: int | None
    roots: list[RootAnswer]


class PersonAnswer(NamedAnswer):
    """A person, and the visible items they had a part in."""

    overview: str
    born_on: date | None
    died_on: date | None
    external_ids: dict[str, Any]
    images: list[ImageAnswer]
    parts: list[PersonPartAnswer]


class PersonPartAnswer(TypedDict):
    """One part of a person."""

    role: Credit.Role
    character: str
    item: ItemRow


class LatestAnswer(TypedDict):
    """What came lately into one library."""

    library: NamedAnswer
    results: list[ItemRow]


class SearchGroupAnswer(TypedDict):
    """Hits of one kind, best first; `kind` is a kind of item with `items`, or "person" with `people`."""

    kind: str
    items: list[ItemRow]
    people: list[NamedAnswer]
