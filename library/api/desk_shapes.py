"""What the API answers about lists of people's own, about rights, folders and what scans passed over."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from library.api.shapes import ImageAnswer, ItemRow, NamedAnswer
from library.models import Collection


class ListAnswer(NamedAnswer):
    """A playlist. `entry_count` counts what the asking profile may see."""

    overview: str
    entry_count: int
    created_at: datetime
    updated_at: datetime


class CollectionAnswer(ListAnswer):
    """A collection."""

    origin: Collection.Origin
    is_ordered: bool
    images: dict[str, ImageAnswer]


class CollectionPage(TypedDict):
    """One page of collections."""

    results: list[CollectionAnswer]
    next_cursor: str | None


class PlaylistPage(TypedDict):
    """One page of playlists."""

    results: list[ListAnswer]
    next_cursor: str | None


class EntryAnswer(TypedDict):
    """A place in a playlist or collection; `id` is the place, not the item."""

    id: int
    item: ItemRow


class EntryPage(TypedDict):
    """One page of places, in order."""

    results: list[EntryAnswer]
    next_cursor: str | None


class SkippedFileAnswer(TypedDict):
    """A file that a scan passed over, and why."""

    id: int
    library_id: str
    path: str
    reason: str
    reason_text: str
    detail: str
    size_bytes: int | None
    first_seen_at: datetime
    last_seen_at: datetime


class SkippedFilePage(TypedDict):
    """One page of files that were passed over."""

    results: list[SkippedFileAnswer]
    next_cursor: str | None


class AccessAnswer(TypedDict):
    """What a profile may see. `libraries` counts only where `all_libraries` is false."""

    all_libraries: bool
    libraries: list[str]
    unrated_allowed: bool
    blocked_tags: list[str]
    highest_age: int | None
    is_child: bool


class FolderEntryAnswer(TypedDict):
    """A folder that may become a root. `path` is reversibly escaped text: send it back as it is."""

    name: str
    path: str
    is_readable: bool
    hint: str
    library: str


class FolderAnswer(TypedDict):
    """What the server sees in one of its own folders. `hint` is a command that would let it read more."""

    path: str
    shown_path: str
    parent: str | None
    is_readable: bool
    permission_sentence: str
    hint: str
    free_bytes: int | None
    filesystem: str
    is_remote: bool
    remote_sentence: str
    library: str
    entries: list[FolderEntryAnswer]
    is_cut: bool


class RemovalAnswer(TypedDict):
    """What removing a library takes away. Files on disk stay."""

    item_count: int
    file_count: int
    watched_count: int
