"""Display-only facts of each kind of item, as they lie in `MediaItem.facts`: typed here, plain JSON there."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from library.models.items import ItemKind


@dataclass(frozen=True)
class MovieFacts:
    """What only films show."""

    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeriesFacts:
    """What only series show. `status` is the provider's word."""

    status: str = ""
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class AlbumFacts:
    """What only albums show."""

    is_compilation: bool = False
    disc_count: int = 0
    replaygain_db: float | None = None


@dataclass(frozen=True)
class TrackFacts:
    """What only tracks show and their player needs."""

    composers: tuple[str, ...] = ()
    replaygain_db: float | None = None
    replaygain_peak: float | None = None
    is_lossless: bool = False


@dataclass(frozen=True)
class PhotoFacts:
    """How a photo was taken. `exposure_s` in seconds, `aperture` as the f-number."""

    width: int | None = None
    height: int | None = None
    camera: str = ""
    lens: str = ""
    iso: int | None = None
    exposure_s: float | None = None
    aperture: float | None = None
    focal_length_mm: float | None = None
    altitude_m: float | None = None
    caption: str = ""
    keywords: tuple[str, ...] = ()
    has_live_part: bool = False


@dataclass(frozen=True)
class ExtraFacts:
    """What an extra is: trailer, featurette, behind_the_scenes, deleted_scene, interview, scene, short, clip, other."""

    what: str = "other"


ItemFacts = MovieFacts | SeriesFacts | AlbumFacts | TrackFacts | PhotoFacts | ExtraFacts

_BY_KIND: Mapping[str, type[ItemFacts]] = {
    ItemKind.MOVIE: MovieFacts,
    ItemKind.SERIES: SeriesFacts,
    ItemKind.ALBUM: AlbumFacts,
    ItemKind.TRACK: TrackFacts,
    ItemKind.PHOTO: PhotoFacts,
    ItemKind.EXTRA: ExtraFacts,
}


def facts_to_json(facts: ItemFacts) -> dict[str, Any]:
    """Return the JSON that the column keeps: only what is known."""
    defaults = type(facts)()
    values = dataclasses.asdict(facts)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value != getattr(defaults, name)
    }


def read_facts(kind: str, stored: Mapping[str, Any]) -> ItemFacts | None:
    """Return the typed facts of an item; None for kinds that have none. Unknown names are passed over."""
    facts_type = _BY_KIND.get(kind)
    if facts_type is None:
        return None
    names = {field.name for field in dataclasses.fields(facts_type)}
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in stored.items() if name in names}
    made: Any = facts_type  # the values are checked by name only; a wrong type shows as it was stored
    return cast("ItemFacts", made(**values))
