"""Carrying out plans: containers first, then leaves, versions and links, then what follows from them.

Everything happens in the caller's transaction, a few statements for each batch, and twice makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from library.models import ItemFile, ItemKind, MediaFile, MediaItem
from library.scanner.resolving.descriptions import store_descriptions
from library.scanner.resolving.item_book import ItemBook, Request, former_items
from library.scanner.resolving.leaf_facts import store_leaf_facts
from library.scanner.resolving.music_credits import store_credits
from library.scanner.resolving.nfo_records import Described, columns_of, find_nfo_facts, store_nfo_facts
from library.scanner.resolving.placements import Placement, Wanted
from library.scanner.resolving.planning import plan_placements
from library.scanner.resolving.rollups import roll_up
from library.scanner.resolving.versions import link_files
from library.search import index_items

FILES_LOOKED_AT = 3_000
"""A container with more files is not renamed in place; a new one is made."""


def apply_placements(book: ItemBook, placements: Sequence[Placement]) -> set[int]:
    """Give each file its items. Returns the keys of all items concerned, containers too."""
    formers = former_items([placement.file for placement in placements])
    chains = _place_containers(book, placements, formers)
    leaves = _place_leaves(book, placements, chains, formers)
    book.learn_locks({leaf.pk: leaf for items in leaves for leaf in items}.values())
    left_behind = link_files(book, placements, leaves, formers)
    described = find_nfo_facts(placements, chains, leaves)
    _write_leaf_columns(book, placements, leaves, described)
    leaf_items = {leaf.pk: leaf for items in leaves for leaf in items}
    store_leaf_facts(book, leaf_items)
    store_descriptions(book, placements, chains, leaves)
    store_nfo_facts(book, described)
    store_credits(book, placements, chains, leaves)
    containers = {item.pk: item for chain in chains for item in chain}
    roll_up(book, {*containers, *(item.parent_id for item in left_behind if item.parent_id)})
    index_items(sorted(book.changed | {item.pk for item in book.made}))
    return {*leaf_items, *containers, *(item.pk for item in left_behind)}


Formers = dict[int, list[MediaItem]]


def _place_containers(book: ItemBook, placements: Sequence[Placement], formers: Formers) -> list[list[MediaItem]]:
    """Place containers level by level; returns each placement's chain from the top."""
    chains: list[list[MediaItem]] = [[] for _ in placements]
    deepest = max((len(placement.containers) for placement in placements), default=0)
    for level in range(deepest):
        members = [(p, chain) for p, chain in zip(placements, chains, strict=True) if len(p.containers) > level]
        requests = []
        for placement, chain in members:
            wanted = placement.containers[level]
            former = _former_container(formers.get(placement.file.pk, []), wanted.kind)
            requests.append(
                Request(
                    wanted=wanted,
                    parent=chain[-1] if chain else None,
                    root=chain[0] if chain and wanted.kind == ItemKind.SEASON else None,
                    added_at=placement.file.added_at,
                    former=former,
                    may_rename=_all_went_along(book, former, _container_test(placement, level)),
                )
            )
        for (_placement, chain), item in zip(members, book.place(requests), strict=True):
            chain.append(item)
    return chains


def _former_container(items: Sequence[MediaItem], kind: str) -> MediaItem | None:
    """The item of that kind above the file's former items."""
    for item in items:
        step: MediaItem | None = item
        while step is not None:
            if step.kind == kind and step.pk != item.pk:
                return step
            step = step.parent
    return None


def _container_test(placement: Placement, level: int) -> Callable[[Placement], bool]:
    keys = placement.path_of_keys(level)
    return lambda other: other.path_of_keys(level) == keys


def _leaf_test(placement: Placement, wanted: Wanted) -> Callable[[Placement], bool]:
    keys = placement.path_of_keys(len(placement.containers))
    return lambda other: (
        other.path_of_keys(len(other.containers)) == keys
        and any((leaf.kind, leaf.key_parts) == (wanted.kind, wanted.key_parts) for leaf in other.leaves)
    )


def _all_went_along(
    book: ItemBook, former: MediaItem | None, belongs: Callable[[Placement], bool]
) -> Callable[[], bool]:
    """Whether every present file of `former` now asks for the same item, so that it may take the new name."""

    def check() -> bool:
        if former is None:
            return False
        files = list(_files_below(former)[: FILES_LOOKED_AT + 1])
        if not files or len(files) > FILES_LOOKED_AT:
            return False
        if any(file.library_id != book.library.pk for file in files):
            return False
        plans = plan_placements(book.library, files)
        return all(file.pk in plans and belongs(plans[file.pk]) for file in files)

    return check


def _files_below(item: MediaItem) -> list[MediaFile]:
    """Present files of an item and of everything below it."""
    level, items = [item.pk], [item.pk]
    while level:
        level = list(MediaItem.objects.filter(parent_id__in=level).values_list("pk", flat=True)[:FILES_LOOKED_AT])
        items.extend(level)
    links = ItemFile.objects.filter(version__item_id__in=items, file__missing_since__isnull=True)
    return list(MediaFile.objects.filter(pk__in=links.values("file_id")).order_by("id"))


def _place_leaves(
    book: ItemBook, placements: Sequence[Placement], chains: Sequence[list[MediaItem]], formers: Formers
) -> list[list[MediaItem]]:
    requests, sizes = [], []
    for placement, chain in zip(placements, chains, strict=True):
        before = formers.get(placement.file.pk, [])
        paired = len(before) == len(placement.leaves)
        sizes.append(len(placement.leaves))
        for index, wanted in enumerate(placement.leaves):
            former = before[index] if paired else None
            requests.append(
                Request(
                    wanted=wanted,
                    parent=chain[-1] if chain else None,
                    root=_root(wanted, chain),
                    added_at=placement.file.added_at,
                    former=former,
                    may_rename=_all_went_along(book, former, _leaf_test(placement, wanted)),
                )
            )
    items = iter(book.place(requests))
    return [[next(items) for _ in range(size)] for size in sizes]


def _root(wanted: Wanted, chain: Sequence[MediaItem]) -> MediaItem | None:
    """The item at the top that leaves are counted under: the series, the album, the photo album."""
    if not chain or wanted.kind == ItemKind.EXTRA:
        return None
    return chain[0] if wanted.kind == ItemKind.EPISODE else chain[-1]


def _write_leaf_columns(
    book: ItemBook, placements: Sequence[Placement], leaves: Sequence[list[MediaItem]], described: Described
) -> None:
    """Let a file speak for its item where it is the only one; several versions would only contradict one another."""
    ids = [item.pk for items in leaves for item in items]
    others: dict[int, set[int]] = {}
    for start in range(0, len(ids), 900):
        links = ItemFile.objects.filter(version__item_id__in=ids[start : start + 900])
        for item_id, file_id in links.values_list("version__item_id", "file_id"):
            others.setdefault(item_id, set()).add(file_id)
    for placement, items in zip(placements, leaves, strict=True):
        if placement.role != MediaFile.Role.MAIN:
            continue
        for wanted, item in zip(placement.leaves, items, strict=True):
            if others.get(item.pk, set()) <= {placement.file.pk}:
                said = columns_of(book, item, described[item.pk][1]) if item.pk in described else {}
                book.write_columns(item, {**wanted.columns, **said})
