"""Searching: what somebody typed in, visible items and people out, grouped by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from library.access import visible_class_ids
from library.models import ItemKind, MediaItem, Person
from library.search.backends import PERSON, Closeness, backend
from library.search.folding import fold, wanted_words

if TYPE_CHECKING:
    from accounts.models import Profile

FEWEST_LETTERS = 2
CANDIDATES = 60
"""Of each kind so many hits are looked at before the best are chosen."""

SEARCHED_KINDS: tuple[str, ...] = (
    ItemKind.MOVIE,
    ItemKind.SERIES,
    ItemKind.ARTIST,
    ItemKind.ALBUM,
    PERSON,
    ItemKind.EPISODE,
    ItemKind.TRACK,
    ItemKind.PHOTO_ALBUM,
    ItemKind.HOME_VIDEO,
    ItemKind.MUSIC_VIDEO,
    ItemKind.PHOTO,
)


@dataclass(frozen=True)
class SearchGroup:
    """Hits of one kind, best first. `kind` is an `ItemKind` with `items`, or "person" with `people`."""

    kind: str
    items: tuple[MediaItem, ...] = ()
    people: tuple[Person, ...] = ()

    def __len__(self) -> int:
        return len(self.items) or len(self.people)


def search(
    profile: Profile, text: str, limit_per_kind: int = 12, kinds: Sequence[str] = SEARCHED_KINDS
) -> list[SearchGroup]:
    """Return groups of what the profile sees whose words begin with the words typed, in the order of `kinds`.

    Case, accents and punctuation make no difference. Fewer than two letters find nothing. Inside a group titles that
    begin with the text come first, then those that hold all of its words, then those found by something else (an
    artist's name, the original title).
    """
    words = wanted_words(text)
    classes = visible_class_ids(profile)
    if len("".join(words)) < FEWEST_LETTERS or not classes:
        return []
    places = _candidates(kinds, words, classes, limit_per_kind)
    items = list(
        MediaItem.objects.visible_to(profile)
        .filter(pk__in=[pk for pk in places if pk > 0])
        .select_related("parent", "root", "parent__parent")
    )
    people = list(Person.objects.filter(pk__in=[-pk for pk in places if pk < 0]))
    items.sort(key=lambda item: _rank(places[item.pk], item.title, item.sort_title, words))
    people.sort(key=lambda person: _rank(places[-person.pk], person.name, person.sort_name, words))
    return _grouped(kinds, items, people, limit_per_kind)


def _candidates(
    kinds: Sequence[str], words: list[str], classes: list[int], limit_per_kind: int
) -> dict[int, Closeness]:
    """Row ids and how close each is; looser closeness is asked for only while there is room."""
    index, found = backend(), dict[int, Closeness]()
    enough = limit_per_kind * len(kinds)
    for closeness in Closeness:
        for row_id in index.find(kinds, words, classes, closeness, max(CANDIDATES, limit_per_kind)):
            found.setdefault(row_id, closeness)
        if len(found) >= enough * 2:
            break
    return found


def _rank(closeness: Closeness, title: str, sort_title: str, words: list[str]) -> tuple[bool, int, int, str]:
    """The exact title first, then by closeness, shorter titles before longer ones."""
    folded = fold(title)
    return folded != " ".join(words), closeness, len(folded.split()), sort_title


def _grouped(kinds: Sequence[str], items: list[MediaItem], people: list[Person], limit: int) -> list[SearchGroup]:
    by_kind: defaultdict[str, list[MediaItem]] = defaultdict(list)
    for item in items:
        by_kind[item.kind].append(item)
    groups = [
        SearchGroup(PERSON, people=tuple(people[:limit]))
        if kind == PERSON
        else SearchGroup(str(kind), items=tuple(by_kind[kind][:limit]))
        for kind in kinds
    ]
    return [group for group in groups if len(group)]
