"""Facts of NFO files become columns, people, companies, genres and foreign ids of items."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from library.access import reclass_tree
from library.item_facts import MovieFacts, SeriesFacts, facts_to_json
from library.metadata import NfoFacts, age_of
from library.models import Company, Credit, ItemCompany, ItemKind, MediaItem, Person
from library.naming import fold_title, sort_title
from library.scanner.resolving.descriptions import store_external, store_genres
from library.scanner.resolving.item_book import ItemBook
from library.scanner.resolving.nfo_files import NfoFinder
from library.scanner.resolving.placements import Placement

KEYS_AT_ONCE = 900
Described = Mapping[int, tuple[MediaItem, NfoFacts]]


def find_nfo_facts(
    placements: Sequence[Placement], chains: Sequence[list[MediaItem]], leaves: Sequence[list[MediaItem]]
) -> Described:
    """Read the NFO files beside a batch of files: what they say, by the item's primary key."""
    finder = NfoFinder()
    described: dict[int, tuple[MediaItem, NfoFacts]] = {}
    for placement, chain, items in zip(placements, chains, leaves, strict=True):
        if placement.is_extra:
            continue
        for item, facts in zip(items, finder.of_leaves(placement), strict=True):
            if facts is not None:
                described[item.pk] = (item, facts)
        if chain and chain[0].pk not in described:
            series = finder.of_series(placement)
            if series is not None:
                described[chain[0].pk] = (chain[0], series)
    return described


def store_nfo_facts(book: ItemBook, described: Described) -> None:
    """Store what the NFO files say. Fixed fields stay as they are."""
    if not described:
        return
    book.learn_locks(item for item, _facts in described.values())
    _store_columns(book, described)
    store_genres(book, {pk: (item, facts.genres) for pk, (item, facts) in described.items() if facts.genres})
    store_external({pk: facts.external_ids for pk, (_item, facts) in described.items()})
    _store_people(book, described)
    _store_companies(described)


def _store_columns(book: ItemBook, described: Described) -> None:
    """Write the columns; a changed rating reaches everything below before genres copy the access class."""
    for item, facts in described.values():
        book.write_columns(item, columns_of(book, item, facts))
    for item in book.rated.values():
        reclass_tree(item)
    for item, _facts in described.values():
        if book.rated:
            item.refresh_from_db(fields=["access_class"])


def columns_of(book: ItemBook, item: MediaItem, facts: NfoFacts) -> dict[str, Any]:
    """The columns that the facts speak about; what they don't mention keeps its value."""
    language = book.library.language or "en"
    columns: dict[str, Any] = {
        "title": facts.title,
        "sort_title": sort_title(facts.sort_title or facts.title, language) if facts.title else "",
        "original_title": facts.original_title,
        "tagline": facts.tagline,
        "overview": facts.overview,
        "year": facts.year,
        "released_on": facts.released_on,
        "content_rating": facts.content_rating,
        "content_rating_age": age_of(facts.content_rating) if facts.content_rating else None,
        "community_rating": facts.community_rating,
    }
    if facts.released_on:
        day = facts.released_on
        columns["sort_at"] = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    if item.kind == ItemKind.MOVIE and facts.countries:
        columns["facts"] = {**item.facts, **facts_to_json(MovieFacts(countries=facts.countries))}
    if item.kind == ItemKind.SERIES and (facts.status or facts.countries):
        columns["facts"] = {
            **item.facts, **facts_to_json(SeriesFacts(status=facts.status, countries=facts.countries)),
        }  # fmt: skip
    return {name: value for name, value in columns.items() if value not in (None, "")}


def _store_people(book: ItemBook, described: Described) -> None:
    wanted = {pk: facts.people for pk, (_item, facts) in described.items() if facts.people}
    if not wanted:
        return
    people = _people({person.name for people in wanted.values() for person in people})
    present: dict[int, list[Credit]] = defaultdict(list)
    for row in Credit.objects.filter(item_id__in=list(wanted)).order_by("position", "id"):
        present[row.item_id].append(row)
    for pk, credits in wanted.items():
        rows = list(dict.fromkeys((people[fold_title(p.name)[:300]], p.role, p.character) for p in credits))
        if [(row.person_id, row.role, row.character) for row in present[pk]] == rows:
            continue
        Credit.objects.filter(item_id=pk).delete()
        Credit.objects.bulk_create(
            Credit(item_id=pk, person_id=person_id, role=role, character=character, position=position)
            for position, (person_id, role, character) in enumerate(rows)
        )
        book.changed.add(pk)


def _people(names: set[str]) -> dict[str, int]:
    """Primary keys of people by folded name; missing ones are made."""
    by_key = {fold_title(name)[:300]: name for name in sorted(names)}
    known: dict[str, int] = {}
    for pk, key in Person.objects.filter(name_key__in=list(by_key)).order_by("-id").values_list("id", "name_key"):
        known[key] = pk
    fresh = [
        Person(name=name, name_key=key, sort_name=_family_name_first(name))
        for key, name in by_key.items()
        if key not in known
    ]
    Person.objects.bulk_create(fresh, batch_size=500)
    return known | {person.name_key: person.pk for person in fresh}


def _family_name_first(name: str) -> str:
    given, _space, family = name.rpartition(" ")
    return f"{family}, {given}" if given else name


def _store_companies(described: Described) -> None:
    wanted = {
        pk: [(fold_title(name)[:200], name[:200]) for name in facts.studios if fold_title(name)]
        for pk, (_item, facts) in described.items()
        if facts.studios
    }
    by_key = {key: name for names in wanted.values() for key, name in names}
    if not by_key:
        return
    known = dict(Company.objects.filter(name_key__in=list(by_key)).values_list("name_key", "id"))
    missing = [Company(name=name, name_key=key) for key, name in by_key.items() if key not in known]
    Company.objects.bulk_create(missing, batch_size=500)
    known |= {company.name_key: company.pk for company in missing}
    present: dict[int, list[int]] = defaultdict(list)
    for row in ItemCompany.objects.filter(item_id__in=list(wanted)).order_by("position", "id"):
        present[row.item_id].append(row.company_id)
    for pk, names in wanted.items():
        ids = list(dict.fromkeys(known[key] for key, _name in names))
        if present[pk] == ids:
            continue
        role = ItemCompany.Role.NETWORK if described[pk][0].kind == ItemKind.SERIES else ItemCompany.Role.STUDIO
        ItemCompany.objects.filter(item_id=pk).delete()
        ItemCompany.objects.bulk_create(
            ItemCompany(item_id=pk, company_id=company_id, role=role, position=position)
            for position, company_id in enumerate(ids)
        )
