"""The access class of each item: (library, effective age, restricted tags)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from library.models import AccessClass, Library, MediaItem

MOST_OPEN_FIRST_UNRATED = 200
"""Where an unrated leaf stands among rated ones when a container takes the class of its most open leaf."""


class AccessClassBook:
    """Access classes by their three parts, made where they are missing; keeps what it found for one piece of work."""

    def __init__(self) -> None:
        self._ids: dict[tuple[int, int, str], int] = {}

    def id_of(self, library_id: int, effective_age: int = -1, tag_ids: Iterable[int] = ()) -> int:
        """Return the primary key of the class."""
        from library.models import AccessClass

        tags = ",".join(str(pk) for pk in sorted(set(tag_ids)))
        key = (library_id, effective_age, tags)
        if key not in self._ids:
            row, _created = AccessClass.objects.get_or_create(
                library_id=library_id, effective_age=effective_age, restricted_tags=tags
            )
            self._ids[key] = row.pk
        return self._ids[key]


def class_for(library: Library) -> AccessClass:
    """Return the class of an item of the library without rating and restricted tags."""
    from library.models import AccessClass

    return AccessClass.objects.get_or_create(library=library, effective_age=AccessClass.UNRATED, restricted_tags="")[0]


@transaction.atomic
def reclass_tree(top: MediaItem) -> int:
    """Give `top` and everything below it the access class that ratings and restricted tags ask for.

    Ages come from the nearest stated rating upwards, restricted tags add up downwards; then each container takes
    the class of its most open leaf: lowest age, then fewest tags. Returns how many rows changed. Genre and tag rows
    carry the class too and follow.
    """
    from library.models import ItemGenre, ItemTag, MediaItem

    rows = _tree(top)
    tags = _restricted_tags([row.pk for row in rows])
    by_pk = {row.pk: row for row in rows}
    inherited: dict[int, tuple[int, frozenset[int]]] = {}
    for row in rows:  # parents come before children
        above = inherited.get(row.parent_id or 0) or _above(row, by_pk)
        age = row.content_rating_age if row.content_rating_age is not None else above[0]
        inherited[row.pk] = (age, above[1] | tags[row.pk])
    effective = _open_containers(rows, inherited)
    book = AccessClassBook()
    changed: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        wanted = book.id_of(row.library_id, effective[row.pk][0], effective[row.pk][1])
        if wanted != row.access_class_id:
            changed[wanted].append(row.pk)
    for class_id, pks in changed.items():
        for start in range(0, len(pks), 500):
            part = pks[start : start + 500]
            MediaItem.objects.filter(pk__in=part).update(access_class_id=class_id)
            ItemGenre.objects.filter(item_id__in=part).update(access_class_id=class_id)
            ItemTag.objects.filter(item_id__in=part).update(access_class_id=class_id)
    return sum(len(pks) for pks in changed.values())


def _tree(top: MediaItem) -> list[MediaItem]:
    """The item and its descendants, parents first."""
    from library.models import MediaItem

    found, level = [top], [top.pk]
    while level:
        children = list(MediaItem.objects.filter(parent_id__in=level))
        found.extend(children)
        level = [child.pk for child in children]
    return found


def _above(row: MediaItem, known: dict[int, MediaItem]) -> tuple[int, frozenset[int]]:
    """What the item inherits from ancestors outside the tree."""
    from library.models import AccessClass

    age, tags = AccessClass.UNRATED, frozenset[int]()
    parent = row.parent
    while parent is not None and parent.pk not in known:
        if age == AccessClass.UNRATED and parent.content_rating_age is not None:
            age = parent.content_rating_age
        tags |= _restricted_tags([parent.pk])[parent.pk]
        parent = parent.parent
    return age, tags


def _restricted_tags(item_ids: list[int]) -> dict[int, frozenset[int]]:
    from library.models import ItemTag

    found: dict[int, frozenset[int]] = defaultdict(frozenset)
    for start in range(0, len(item_ids), 500):
        part = item_ids[start : start + 500]
        pairs = ItemTag.objects.filter(item_id__in=part, tag__is_restricted=True).values_list("item_id", "tag_id")
        for item_id, tag_id in pairs:
            found[item_id] |= {tag_id}
    return found


def _open_containers(
    rows: list[MediaItem], inherited: dict[int, tuple[int, frozenset[int]]]
) -> dict[int, tuple[int, frozenset[int]]]:
    """Give each container the rule of its most open leaf; one without leaves keeps its own."""
    from library.models import AccessClass

    def openness(rule: tuple[int, frozenset[int]]) -> tuple[int, int]:
        return (MOST_OPEN_FIRST_UNRATED if rule[0] == AccessClass.UNRATED else rule[0], len(rule[1]))

    effective = {row.pk: inherited[row.pk] for row in rows if row.is_leaf}
    for row in reversed(rows):  # children come before parents
        rule, parent_id = effective.get(row.pk), row.parent_id
        if rule is None:
            effective[row.pk] = inherited[row.pk]
        elif parent_id in inherited:
            present = effective.get(parent_id)
            if present is None or openness(rule) < openness(present):
                effective[parent_id] = rule
    return effective
