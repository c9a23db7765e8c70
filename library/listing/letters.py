"""The letter rail: which letters titles begin with, and where a letter begins in the list."""

from __future__ import annotations

import string
from dataclasses import dataclass

from django.db.models import Exists, Q

from library.models import Library
from library.models.items import MediaItemQuerySet

FIRST = "#"
LETTERS = (FIRST, *string.ascii_lowercase)


@dataclass(frozen=True)
class Letter:
    """A letter of the rail. `#` stands for digits and signs."""

    key: str
    label: str
    has_titles: bool


def is_letter(key: str) -> bool:
    """Whether the rail has this letter."""
    return key in LETTERS


def begins_at(key: str) -> str:
    """The sort title that the letter begins at."""
    return "" if key == FIRST else key


def letters_of(rows: MediaItemQuerySet, library: Library) -> list[Letter]:
    """Say for each letter whether a title begins with it: one statement, one short look into the index for each."""
    bare = rows.order_by()
    looks = {f"letter_{place}": Exists(bare.filter(_within(key))) for place, key in enumerate(LETTERS)}
    found = Library.objects.filter(pk=library.pk).annotate(**looks).values(*looks).first() or {}
    return [Letter(key, key.upper(), bool(found.get(f"letter_{place}"))) for place, key in enumerate(LETTERS)]


def _within(key: str) -> Q:
    if key == FIRST:
        return Q(sort_title__lt="a")
    return Q(sort_title__gte=key, sort_title__lt=chr(ord(key) + 1) if key != "z" else "z\uffff")
