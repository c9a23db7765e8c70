"""Which items a list shows: filters and orders by name, from a table; nothing else of the query reaches the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Profile
from library.access import visible_class_ids
from library.api.finding import find, find_item, find_library
from library.models import Genre, ItemGenre, ItemKind, ItemTag, MediaItem, Tag, WatchState
from library.models.items import LEAF_KINDS, MediaItemQuerySet
from library.search import PERSON, SEARCHED_KINDS, search
from library.watch_state.leaves import COUNTED_LEAVES
from mediaserver.lib.rest_input import PageQuery, PidField, WordsField

TOP_KINDS = (
    ItemKind.MOVIE,
    ItemKind.SERIES,
    ItemKind.ARTIST,
    ItemKind.ALBUM,
    ItemKind.PHOTO_ALBUM,
    ItemKind.PHOTO,
    ItemKind.HOME_VIDEO,
    ItemKind.MUSIC_VIDEO,
    ItemKind.COMIC_SERIES,
    ItemKind.BOOK,
    ItemKind.AUDIO_BOOK,
)
"""What a list shows where no kind and no parent is asked for."""

MOST_HITS = 500
"""A list filtered by words shows at most so many hits of each kind; `search/` shows the best first."""

ORDERS: dict[str, tuple[str, ...]] = {
    "title": ("sort_title", "id"),
    "-title": ("-sort_title", "-id"),
    "added": ("added_at", "id"),
    "-added": ("-added_at", "-id"),
    "year": ("year", "sort_title", "id"),
    "-year": ("-year", "sort_title", "id"),
    "rating": ("community_rating", "id"),
    "-rating": ("-community_rating", "-id"),
    "length": ("duration_ms", "id"),
    "-length": ("-duration_ms", "-id"),
    "released": ("sort_at", "id"),
    "-released": ("-sort_at", "-id"),
    "number": ("parent_number", "number", "id"),
}


class ItemQuery(PageQuery):
    """Filters and order of a list of items."""

    kind = WordsField(ItemKind.values, required=False, help_text=_("One kind or several, with commas between."))
    library = PidField(required=False)
    parent = PidField(  # type: ignore[assignment]  # the name of a parameter, not the field it stands in
        required=False, help_text=_("What stands directly below this item.")
    )
    genre = PidField(required=False)
    tag = PidField(required=False)
    year_from = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    year_to = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    unwatched = serializers.BooleanField(required=False, allow_null=True, default=None)
    favourite = serializers.BooleanField(required=False, allow_null=True, default=None)
    q = serializers.CharField(required=False, max_length=200, help_text=_("Words of the title, as in search."))
    sort = serializers.ChoiceField(choices=list(ORDERS), required=False)


def listed_items(profile: Profile, query: dict[str, Any]) -> MediaItemQuerySet:
    """Return the visible items that the query asks for, without order. Raises Http404 for ids that lead nowhere."""
    rows = MediaItem.objects.visible_to(profile).present()
    if "parent" in query:
        rows = rows.filter(parent=find_item(profile, query["parent"]))
    if query.get("kind"):
        rows = rows.of_kind(*query["kind"])
    elif "parent" not in query and "q" not in query:
        rows = rows.of_kind(*TOP_KINDS)
    if "library" in query:
        rows = rows.filter(library=find_library(profile, query["library"]))
    rows = rows.filter(_years(query))
    if "q" in query:
        rows = rows.filter(pk__in=_found_by_words(profile, query))
    rows = _by_genre_and_tag(profile, rows, query)
    return _by_watching(profile, rows, query)


def order_of(query: dict[str, Any]) -> tuple[str, ...]:
    """Return the fields to order by: children stand by number, everything else by title."""
    return ORDERS[query.get("sort") or ("number" if "parent" in query else "title")]


def _found_by_words(profile: Profile, query: dict[str, Any]) -> list[int]:
    kinds = query.get("kind") or [kind for kind in SEARCHED_KINDS if kind != PERSON]
    groups = search(profile, query["q"], MOST_HITS, kinds)
    return [item.pk for group in groups for item in group.items]


def _years(query: dict[str, Any]) -> Q:
    condition = Q()
    if "year_from" in query:
        condition &= Q(year__gte=query["year_from"])
    if "year_to" in query:
        condition &= Q(year__lte=query["year_to"])
    return condition


def _by_genre_and_tag(profile: Profile, rows: MediaItemQuerySet, query: dict[str, Any]) -> MediaItemQuerySet:
    """The join rows carry the access class too, so that a genre nobody may see is as absent as one that never was."""
    if "genre" in query:
        links = ItemGenre.objects.filter(access_class_id__in=visible_class_ids(profile))
        genre = find(Genre.objects.filter(Exists(links.filter(genre_id=OuterRef("pk")))), query["genre"])
        rows = rows.filter(pk__in=links.filter(genre=genre).values("item_id"))
    if "tag" in query:
        marks = ItemTag.objects.filter(access_class_id__in=visible_class_ids(profile))
        tag = find(Tag.objects.filter(Exists(marks.filter(tag_id=OuterRef("pk")))), query["tag"])
        rows = rows.filter(pk__in=marks.filter(tag=tag).values("item_id"))
    return rows


def _by_watching(profile: Profile, rows: MediaItemQuerySet, query: dict[str, Any]) -> MediaItemQuerySet:
    states = WatchState.objects.filter(profile_id=profile.pk, item_id=OuterRef("pk"))
    if query.get("favourite") is not None:
        liked = Exists(states.filter(is_favourite=True))
        rows = rows.filter(liked) if query["favourite"] else rows.filter(~liked)
    if query.get("unwatched") is not None:
        unseen = _has_something_unseen(profile, Exists(states.filter(is_watched=True)))
        rows = rows.filter(unseen) if query["unwatched"] else rows.filter(~unseen)
    return rows


def _has_something_unseen(profile: Profile, is_seen: Exists) -> Q:
    """A leaf that was not seen, or a container with such a leaf below it."""
    seen = WatchState.objects.filter(profile_id=profile.pk, item_id=OuterRef("pk"), is_watched=True)
    leaves = MediaItem.objects.visible_to(profile).filter(~Exists(seen), kind__in=COUNTED_LEAVES)
    by_root = Q(Exists(leaves.filter(root_id=OuterRef("pk"))), kind=ItemKind.SERIES)
    by_grandparent = Q(Exists(leaves.filter(parent__parent_id=OuterRef("pk"))), kind=ItemKind.ARTIST)
    by_parent = Q(
        Exists(leaves.filter(parent_id=OuterRef("pk"))), ~Q(kind__in=(*LEAF_KINDS, ItemKind.SERIES, ItemKind.ARTIST))
    )
    return Q(~is_seen, kind__in=LEAF_KINDS) | by_root | by_grandparent | by_parent
