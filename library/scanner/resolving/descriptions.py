"""Genres and foreign ids that files carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from library.models import ExternalId, Genre, ItemGenre, ItemKind, MediaItem
from library.naming import fold_title
from library.scanner.resolving.item_book import ItemBook
from library.scanner.resolving.placements import Placement
from library.scanner.row_writing import insert_rows

KEYS_AT_ONCE = 900
_ALBUM_IDS = frozenset(
    {"musicbrainz_album", "musicbrainz_release", "musicbrainz_release_group", "musicbrainz_releasegroup"}
)


def store_descriptions(
    book: ItemBook,
    placements: Sequence[Placement],
    chains: Sequence[list[MediaItem]],
    leaves: Sequence[list[MediaItem]],
) -> None:
    """Store genres of tracks and their albums, and ids of other catalogues, for one batch."""
    genres: dict[int, tuple[MediaItem, tuple[str, ...]]] = {}
    external: dict[int, dict[str, str]] = defaultdict(dict)
    for placement, chain, items in zip(placements, chains, leaves, strict=True):
        for item in items:
            if item.kind == ItemKind.TRACK:
                genres[item.pk] = (item, placement.genres)
            own = {name: value for name, value in placement.external_ids.items() if name not in _ALBUM_IDS}
            external[item.pk] |= own
        if chain and chain[-1].kind == ItemKind.ALBUM:
            genres.setdefault(chain[-1].pk, (chain[-1], placement.genres))
            external[chain[-1].pk] |= {n: v for n, v in placement.external_ids.items() if n in _ALBUM_IDS}
        if chain and placement.top_external_ids:
            external[chain[0].pk] |= placement.top_external_ids
    store_genres(book, genres)
    store_external(external)


def store_genres(book: ItemBook, wanted: Mapping[int, tuple[MediaItem, tuple[str, ...]]]) -> None:
    """Give items their genres in order; the rows carry the item's sort keys, so they follow those too."""
    if not wanted:
        return
    rows_of: dict[int, list[ItemGenre]] = defaultdict(list)
    ids = sorted(wanted)
    for start in range(0, len(ids), KEYS_AT_ONCE):
        for row in ItemGenre.objects.filter(item_id__in=ids[start : start + KEYS_AT_ONCE]).order_by("position"):
            rows_of[row.item_id].append(row)
    genres = _genres(sorted({name for _item, names in wanted.values() for name in names}))
    stale: list[int] = []
    fresh: list[ItemGenre] = []
    for pk, (item, names) in wanted.items():
        genre_ids = list(dict.fromkeys(genres[fold_title(name)] for name in names if fold_title(name)))
        rows = rows_of.get(pk, [])
        if [(r.genre_id, r.sort_title, r.access_class_id) for r in rows] == [
            (genre_id, item.sort_title, item.access_class_id) for genre_id in genre_ids
        ]:
            continue
        stale.extend(row.pk for row in rows)
        fresh.extend(
            ItemGenre(item_id=pk, genre_id=genre_id, position=position, kind=item.kind,
                      access_class_id=item.access_class_id, sort_title=item.sort_title, added_at=item.added_at)
            for position, genre_id in enumerate(genre_ids)
        )  # fmt: skip
        book.changed.add(pk)
    ItemGenre.objects.filter(pk__in=stale).delete()
    insert_rows(ItemGenre, fresh)


def _genres(names: Sequence[str]) -> dict[str, int]:
    """Primary keys by folded name; missing ones are made."""
    by_key = {key[:100]: name for name in names if (key := fold_title(name))}
    known = dict(Genre.objects.filter(name_key__in=list(by_key)).values_list("name_key", "id"))
    missing = [Genre(name=name[:100], name_key=key) for key, name in by_key.items() if key not in known]
    if missing:
        Genre.objects.bulk_create(missing, ignore_conflicts=True)
        known = dict(Genre.objects.filter(name_key__in=list(by_key)).values_list("name_key", "id"))
    return {fold_title(name): known[fold_title(name)[:100]] for name in names if fold_title(name)}


def store_external(wanted: Mapping[int, Mapping[str, str]]) -> None:
    """Store ids of other catalogues by item: provider to id."""
    rows = {
        (pk, provider[:40]): value[:200]
        for pk, ids in wanted.items()
        for provider, value in ids.items()
        if value.strip()
    }
    if not rows:
        return
    ids = sorted({pk for pk, _provider in rows})
    present: dict[tuple[int, str], ExternalId] = {}
    for start in range(0, len(ids), KEYS_AT_ONCE):
        for row in ExternalId.objects.filter(item_id__in=ids[start : start + KEYS_AT_ONCE]):
            present[row.item_id, row.provider] = row
    fresh = [
        ExternalId(item_id=key[0], provider=key[1], value=value) for key, value in rows.items() if key not in present
    ]
    insert_rows(ExternalId, fresh)
    for key, value in rows.items():
        row_present = present.get(key)
        if row_present is not None and row_present.value != value:
            row_present.value = value
            row_present.save(update_fields=["value"])
