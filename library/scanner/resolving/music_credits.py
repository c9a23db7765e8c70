"""Artists' parts in tracks and albums. Artists are items of their library, found by their folded names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from library.models import ArtistCredit, ItemKind, MediaItem
from library.scanner.resolving.item_book import ItemBook, Request
from library.scanner.resolving.music_plans import artist_wanted
from library.scanner.resolving.placements import Artists, Placement
from library.scanner.row_writing import insert_rows

KEYS_AT_ONCE = 900
MOST_ARTISTS = 40
Wish = tuple[MediaItem, str, Artists]


def store_credits(
    book: ItemBook,
    placements: Sequence[Placement],
    chains: Sequence[list[MediaItem]],
    leaves: Sequence[list[MediaItem]],
) -> None:
    """Bring the credits of the batch's tracks and albums in line with their tags."""
    wishes: list[Wish] = []
    albums: set[int] = set()
    for placement, chain, items in zip(placements, chains, leaves, strict=True):
        for item in items:
            if item.kind == ItemKind.TRACK:
                wishes.append((item, ArtistCredit.Role.ARTIST, placement.track_artists))
                wishes.append((item, ArtistCredit.Role.COMPOSER, Artists(placement.composers)))
        if chain and chain[-1].kind == ItemKind.ALBUM and chain[-1].pk not in albums:
            albums.add(chain[-1].pk)
            wishes.append((chain[-1], ArtistCredit.Role.ALBUM_ARTIST, placement.album_artists))
    if wishes:
        _store(book, wishes)


def _store(book: ItemBook, wishes: Sequence[Wish]) -> None:
    artists = _artists(book, wishes)
    wanted: dict[tuple[int, str], list[int]] = {}
    for item, role, names in wishes:
        ids = [artists[name].pk for name in names.names[:MOST_ARTISTS] if name in artists]
        wanted[item.pk, role] = list(dict.fromkeys(ids))
    present: dict[tuple[int, str], list[ArtistCredit]] = defaultdict(list)
    ids = sorted({item.pk for item, _role, _names in wishes})
    for start in range(0, len(ids), KEYS_AT_ONCE):
        for row in ArtistCredit.objects.filter(item_id__in=ids[start : start + KEYS_AT_ONCE]).order_by("position"):
            present[row.item_id, row.role].append(row)
    stale: list[int] = []
    fresh: list[ArtistCredit] = []
    for (item_id, role), artist_ids in wanted.items():
        rows = present.get((item_id, role), [])
        if [row.artist_id for row in rows] == artist_ids:
            continue
        stale.extend(row.pk for row in rows)
        fresh.extend(
            ArtistCredit(item_id=item_id, artist_id=artist_id, role=role, position=position,
                         join_phrase=", " if position < len(artist_ids) - 1 else "")
            for position, artist_id in enumerate(artist_ids)
        )  # fmt: skip
        book.changed.add(item_id)
    ArtistCredit.objects.filter(pk__in=stale).delete()
    insert_rows(ArtistCredit, fresh)


def _artists(book: ItemBook, wishes: Sequence[Wish]) -> dict[str, MediaItem]:
    """Artist items by the name as it is written."""
    names: dict[str, str] = {}
    for _item, _role, artists in wishes:
        for position, name in enumerate(artists.names[:MOST_ARTISTS]):
            sort_names = artists.sort_names
            names.setdefault(name, sort_names[position] if position < len(sort_names) else "")
    ordered = [name for name in names if name.strip()]
    now = timezone.now()
    requests = [Request(artist_wanted(book.library, name, names[name]), None, None, now) for name in ordered]
    return dict(zip(ordered, book.place(requests), strict=True))
