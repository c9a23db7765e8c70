"""Where a file belongs: which items it stands for, below which containers, and in which version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from library.models import MediaFile, MediaItem

COMPANION_PART = 100
"""Part index of a RAW or a live part beside its picture: behind every real part."""


@dataclass(frozen=True)
class Wanted:
    """An item that is wanted: its kind, what it is recognised by below its parent, and its columns."""

    kind: str
    key_parts: tuple[str, ...]
    columns: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True)
class Artists:
    """Names of artists in printed order, of a track or of its album; `sort_names` match them where given."""

    names: tuple[str, ...] = ()
    sort_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placement:
    """One file's place. `containers` from the top down; several `leaves` where the file holds several episodes."""

    file: MediaFile
    containers: tuple[Wanted, ...]
    leaves: tuple[Wanted, ...]
    edition: str = ""
    label: str = ""
    part_index: int = 0
    role: str = MediaFile.Role.MAIN
    is_extra: bool = False
    genres: tuple[str, ...] = ()
    track_artists: Artists = Artists()
    album_artists: Artists = Artists()
    composers: tuple[str, ...] = ()
    external_ids: Mapping[str, str] = field(default_factory=dict)
    top_external_ids: Mapping[str, str] = field(default_factory=dict)

    def path_of_keys(self, level: int) -> tuple[tuple[str, ...], ...]:
        """What the container at `level` is recognised by, from the top."""
        return tuple((wanted.kind, *wanted.key_parts) for wanted in self.containers[: level + 1])


def identity_key(wanted: Wanted, parent: MediaItem | None) -> str:
    """The key of an item inside its library. Children hang on their parent's id, so that a renamed parent keeps them."""
    parts = (wanted.kind, parent.pid if parent else "", *wanted.key_parts)
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
