"""Keeping the index in step, inside the transaction that writes the items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from library.models import ArtistCredit, Credit, ItemKind, MediaItem, Person
from library.search.backends import PERSON, SearchRow, backend
from library.search.folding import fold, spellings

BATCH = 500
UNSEARCHED = frozenset({ItemKind.SEASON, ItemKind.EXTRA})
"""Nobody looks for "Season 2"; the series is found."""


def index_items(item_ids: Sequence[int]) -> None:
    """Write the items anew into the index, and the people credited on them. Ids that are gone are forgotten."""
    for start in range(0, len(item_ids), BATCH):
        part = list(item_ids[start : start + BATCH])
        items = list(MediaItem.objects.filter(pk__in=part).only("kind", "title", "original_title", "sort_title"))
        artists = _artist_names([item.pk for item in items if item.kind in {ItemKind.ALBUM, ItemKind.TRACK}])
        rows = [_item_row(item, artists[item.pk]) for item in items if item.kind not in UNSEARCHED]
        backend().remove(sorted(set(part) - {row.row_id for row in rows}))
        backend().replace(rows)
        index_people(Credit.objects.filter(item__in=part).values_list("person_id", flat=True).distinct())


def index_people(person_ids: Iterable[int]) -> None:
    """Write people anew into the index."""
    people = Person.objects.filter(pk__in=list(person_ids)).only("name")
    backend().replace([SearchRow(-person.pk, PERSON, spellings(person.name), "") for person in people])


def remove_items(item_ids: Sequence[int]) -> None:
    """Forget the items. One that was deleted without this is never found: only rows of visible items are."""
    backend().remove(list(item_ids))


def rebuild() -> int:
    """Write the whole index anew; returns how many items it holds."""
    count, last = 0, 0
    while ids := list(MediaItem.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        index_items(ids)
        count, last = count + len(ids), ids[-1]
    return count


def _item_row(item: MediaItem, artist_names: list[str]) -> SearchRow:
    others = [item.original_title, *artist_names]
    other = " ".join(filter(None, (spellings(text) for text in dict.fromkeys(others) if text)))
    without_article = fold(item.sort_title)
    title = spellings(item.title)
    return SearchRow(item.pk, item.kind, title, f"{other} {without_article}".strip())


def _artist_names(item_ids: list[int]) -> defaultdict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    credits = ArtistCredit.objects.filter(item__in=item_ids).values_list("item_id", "artist__title")
    for item_id, name in credits:
        names[item_id].append(name)
    return names
