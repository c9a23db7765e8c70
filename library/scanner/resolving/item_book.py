"""The items of one piece of work: found by their keys in bulk, made in bulk, renamed where a file carried them along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from library.access import AccessClassBook
from library.models import FieldLock, ItemFile, Library, MediaFile, MediaItem
from library.models.items import LEAF_KINDS
from library.scanner.resolving.placements import Wanted, identity_key
from library.scanner.row_writing import insert_rows

KEYS_AT_ONCE = 900


@dataclass
class Request:
    """One item asked for. `former` is the item that the file belonged to so far, at the same place."""

    wanted: Wanted
    parent: MediaItem | None
    root: MediaItem | None
    added_at: Any
    former: MediaItem | None = None
    may_rename: Callable[[], bool] = lambda: False

    @property
    def key(self) -> tuple[str, str]:
        """Kind and identity."""
        return self.wanted.kind, identity_key(self.wanted, self.parent)


@dataclass
class ItemBook:
    """Finds and makes items of a library, and keeps count of what was made, renamed and changed."""

    library: Library
    classes: AccessClassBook = field(default_factory=AccessClassBook)
    made: list[MediaItem] = field(default_factory=list)
    renamed: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    rated: dict[int, MediaItem] = field(default_factory=dict)
    _known: dict[tuple[str, str], MediaItem] = field(default_factory=dict)
    _locks: dict[int, set[str]] = field(default_factory=dict)

    def place(self, requests: Sequence[Request]) -> list[MediaItem]:
        """Return the item of each request, found, renamed or made."""
        keys = [request.key for request in requests]
        self._find(keys)
        fresh: dict[tuple[str, str], MediaItem] = {}
        for request, key in zip(requests, keys, strict=True):
            if key in self._known or key in fresh:
                continue
            if self._rename(request, key):
                continue
            fresh[key] = self._new(request, key)
        insert_rows(MediaItem, list(fresh.values()), with_keys=True)
        self._known |= fresh
        self.made.extend(fresh.values())
        self.changed.update(item.pk for item in fresh.values())
        items = [self._known[key] for key in keys]
        for request, item in zip(requests, items, strict=True):
            self._hang_below(item, request)
        return items

    def _find(self, keys: Iterable[tuple[str, str]]) -> None:
        unknown: dict[str, list[str]] = defaultdict(list)
        for kind, key in set(keys) - self._known.keys():
            unknown[kind].append(key)
        for kind, wanted in unknown.items():
            for start in range(0, len(wanted), KEYS_AT_ONCE):
                part = wanted[start : start + KEYS_AT_ONCE]
                rows = MediaItem.objects.filter(library=self.library, kind=kind, identity_key__in=part)
                self._known |= {(row.kind, row.identity_key): row for row in rows}

    def _rename(self, request: Request, key: tuple[str, str]) -> bool:
        """Let the former item take the new key, where all its files went along."""
        former = request.former
        if former is None or former.kind != key[0] or former.pk in self.renamed or not request.may_rename():
            return False
        former.library, former.identity_key = self.library, key[1]
        former.save(update_fields=["library", "identity_key"])
        self.renamed.add(former.pk)
        self._known[key] = former
        self.write_columns(former, request.wanted.columns)
        return True

    def _new(self, request: Request, key: tuple[str, str]) -> MediaItem:
        columns = dict(request.wanted.columns)
        now = timezone.now()
        return MediaItem(
            library=self.library,
            kind=key[0],
            identity_key=key[1],
            parent=request.parent,
            root=request.root,
            access_class_id=self.classes.id_of(self.library.pk),
            added_at=request.added_at,
            updated_at=now,
            leaf_count=1 if key[0] in LEAF_KINDS else 0,
            **columns,
        )

    def _hang_below(self, item: MediaItem, request: Request) -> None:
        """Put an item that came from elsewhere below its new parent."""
        parent_id = request.parent.pk if request.parent else None
        root_id = request.root.pk if request.root else None
        if (item.parent_id, item.root_id) != (parent_id, root_id):
            item.parent, item.root = request.parent, request.root
            item.save(update_fields=["parent", "root"])
            self.changed.add(item.pk)

    def write_columns(self, item: MediaItem, columns: Any) -> None:
        """Write columns that differ, unless a person fixed them. A fixed title keeps its sort title."""
        locked = self._locked(item)
        if "title" in locked:
            locked = locked | {"sort_title"}
        changed = [name for name, value in columns.items() if name not in locked and getattr(item, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(item, name, columns[name])
        item.save(update_fields=[*changed, "updated_at"])
        self.changed.add(item.pk)
        if "content_rating_age" in changed:
            self.rated[item.pk] = item

    def _locked(self, item: MediaItem) -> set[str]:
        if item.pk not in self._locks:
            self._locks[item.pk] = set(FieldLock.objects.filter(item=item).values_list("field", flat=True))
        return self._locks[item.pk]

    def learn_locks(self, items: Iterable[MediaItem]) -> None:
        """Fetch the locks of many items at once."""
        ids = [item.pk for item in items if item.pk not in self._locks]
        self._locks |= {pk: set() for pk in ids}
        for start in range(0, len(ids), KEYS_AT_ONCE):
            rows = FieldLock.objects.filter(item_id__in=ids[start : start + KEYS_AT_ONCE])
            for item_id, name in rows.values_list("item_id", "field"):
                self._locks[item_id].add(name)


def former_items(files: Sequence[MediaFile]) -> dict[int, list[MediaItem]]:
    """The items that files belong to so far, by file, in the order of their numbers, with parents and roots at hand."""
    found: dict[int, list[MediaItem]] = defaultdict(list)
    links = ItemFile.objects.filter(file__in=files).select_related(
        "version__item__parent__parent", "version__item__root"
    )
    for link in links.order_by("version__item__parent_number", "version__item__number", "version__item_id"):
        item = link.version.item
        if item.pk not in {known.pk for known in found[link.file_id]}:
            found[link.file_id].append(item)
    return found
